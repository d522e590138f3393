"""Queries of users, keys and kept answers."""

from sqlalchemy import BindParameter, bindparam, select

from farthing.store.catalogue.query import LIMIT, Query
from farthing.store.tables import ApiKey, KeptAnswer, User
from farthing.store.types import now

_OF_USER: BindParameter[int] = bindparam("user_id")

USERS = Query("users.all", select(User).where(User.removed_at.is_(None)).order_by(User.id), "")
USER_BY_NAME = Query(
    "users.by_name", select(User).where(User.name == bindparam("name")), "uq_users_name"
)
KEY_BY_HANDLE = Query(
    "keys.by_handle",
    select(ApiKey, User, now().label("asked_at"))
    .join(User, User.id == ApiKey.user_id)
    .where(ApiKey.handle == bindparam("handle")),
    "uq_api_keys_handle",
)
KEYS_OF_USER = Query(
    "keys.of_user",
    select(ApiKey).where(ApiKey.user_id == _OF_USER).order_by(ApiKey.id),
    "",
)
KEPT_ANSWER = Query(
    "kept_answers.one",
    select(KeptAnswer).where(KeptAnswer.user_id == _OF_USER, KeptAnswer.key == bindparam("key")),
    "uq_kept_answers_user_id_key",
)
KEPT_ANSWERS_OVER = Query(
    "kept_answers.over",
    select(KeptAnswer.id)
    .where(KeptAnswer.expires_at < now())
    .limit(LIMIT)
    .with_for_update(skip_locked=True),
    "ix_kept_answers_expires_at",
)

QUERIES = (USERS, USER_BY_NAME, KEY_BY_HANDLE, KEYS_OF_USER, KEPT_ANSWER, KEPT_ANSWERS_OVER)
