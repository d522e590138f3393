"use strict";
// Forms are sent as JSON, jobs are followed over the WebSocket, and nothing else is done here.

const API = "/api/v1";

const send = async (path, method, body, headers = {}) => {
  const told = body === undefined ? {} : {"Content-Type": "application/json"};
  const answer = await fetch(path, {
    method, headers: {...told, ...headers}, body: body === undefined ? undefined : JSON.stringify(body),
  });
  const content = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(content.detail);
  return content;
};

const READ = {
  number: (field) => (field.value === "" ? undefined : Number(field.value)),
  list: (field) => words(field.value, ","),
  lines: (field) => words(field.value, "\n"),
  text: (field) => field.files[0].text(),
};

const words = (text, separator) => {
  const found = text.split(separator).map((each) => each.trim()).filter(Boolean);
  return found.length ? found : undefined;
};

const read = async (form) => {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.matches(":disabled")) continue;
    const reader = READ[field.dataset.type] ?? ((each) => each.value.trim() || undefined);
    const value = await reader(field);
    if (value === undefined) continue;
    const path = field.name.split(".");
    const last = path.pop();
    let place = body;
    for (const name of path) place = place[name] ??= {};
    place[last] = value;
  }
  return body;
};

const onSubmit = (form, action) => {
  const [button, alert] = [form.querySelector("[type=submit]"), form.querySelector("[role=alert]")];
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    alert.hidden = true;
    try {
      await action();
    } catch (error) {
      alert.textContent = error.message;
      alert.hidden = false;
      button.disabled = false;
    }
  });
  button.disabled = false;
};

for (const form of document.querySelectorAll("form[data-endpoint]")) {
  onSubmit(form, async () => {
    const key = {"Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()).slice(2)};
    const told = await send(form.dataset.endpoint, "POST", await read(form), key);
    location.assign(form.dataset.then.replace("{id}", told.id));
  });
}

const signIn = document.querySelector("#sign-in");
if (signIn) {
  const field = signIn.elements.key;
  onSubmit(signIn, async () => {
    await send(`${API}/session`, "POST", undefined, {Authorization: `Bearer ${field.value.trim()}`});
    location.assign("/");
  });
  const fromAddress = () => {
    if (location.hash.length <= 1) return;
    field.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);  // the key stays in no history
    signIn.requestSubmit();
  };
  addEventListener("hashchange", fromAddress);
  fromAddress();
}

for (const button of document.querySelectorAll("[data-post]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await send(button.dataset.post, "POST");
    } finally {
      if (button.dataset.then) location.assign(button.dataset.then);
    }
  });
}

for (const choice of document.querySelectorAll("[data-shows]")) {
  const show = () => {
    for (const part of choice.form.querySelectorAll("[data-shown]")) {
      part.hidden = part.disabled = part.dataset.shown !== choice.value;
    }
  };
  choice.addEventListener("change", show);
  show();
}

const chosen = new URLSearchParams(location.search).get("bundle");
for (const choice of document.querySelectorAll("[name='market.bundle']")) {
  if (chosen && [...choice.options].some((each) => each.value === chosen)) choice.value = chosen;
}

// A stream is taken up again behind the last number that was seen, however often the line is lost.
const follow = (stream, after, hear) => {
  const address = new URL(`${API}/stream`, location);
  address.protocol = address.protocol.replace("http", "ws");
  let seen = after;
  let wait = 250;
  const open = () => {
    const socket = new WebSocket(address);
    socket.onopen = () => {
      wait = 250;
      socket.send(JSON.stringify({subscribe: stream, after: seen ?? 0}));
    };
    socket.onmessage = ({data}) => {
      const message = JSON.parse(data);
      if (message.sequence === undefined) return;
      seen = message.sequence;
      hear(message, socket);
    };
    socket.onclose = ({code}) => {
      if (code === 1000 || code === 1008) return;
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    };
  };
  open();
};

for (const part of document.querySelectorAll("[data-watch]")) {
  follow(part.dataset.watch, Number(part.dataset.after), (_, socket) => {
    socket.close(1000);
    location.reload();
  });
}

const ENDS = ["done", "failed", "cancelled"];
for (const part of document.querySelectorAll("[data-stream]")) {
  const [bar, told] = [part.querySelector("progress"), part.querySelector("[data-words]")];
  follow(part.dataset.stream, 0, ({kind, body}, socket) => {
    if (kind === "progress") {
      [bar.max, bar.value] = [Math.max(body.total, 1), body.done];
      told.textContent = `${body.done.toLocaleString("en")} of ${body.total.toLocaleString("en")}`;
    } else if (ENDS.includes(kind)) {
      socket.close(1000);
      location.reload();
    } else {
      told.textContent = kind === "queued" ? "waiting for a worker" : kind;
    }
  });
}
