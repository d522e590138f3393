(() => {
  "use strict";
  // The drawing reads without this: it adds zoom, search, labels that end well, and a tip.
  const svg = document.currentScript.closest("svg.flame");
  const tree = svg.querySelector(".frames"), facts = svg.querySelector(".facts");
  const said = facts.textContent;
  const part = (space, name, owner) => owner.appendChild(document.createElementNS(space, name));
  const html = (name, owner) => part("http://www.w3.org/1999/xhtml", name, owner);
  const holder = () => part("http://www.w3.org/2000/svg", "foreignObject", svg);
  const [ROW, TOP] = svg.dataset.size.split(" ").map(Number);
  const [WIDE, MARGIN, TOOLS, PAD] = [860, 0.015, 40, 10];
  const headings = [...svg.querySelectorAll(".title, .facts")].map((text) => [text, text.textContent]);

  const frames = [...tree.children].map((box) => {
    const [start, width, level] = box.dataset.at.split(" ").map(Number);
    const title = box.querySelector("title"), text = box.querySelector("text");
    const words = title.textContent.split("\n");
    title.remove();
    box.setAttribute("aria-label", words.join(", "));
    box.tabIndex = -1;
    const beside = text.querySelector(".beside");
    const name = text.firstChild?.data ?? "", by = beside?.textContent ?? "";
    return { box, start, width, level, words, text, beside, name, by };
  });
  if (document.documentElement === svg) {
    // A file of its own: without this a phone lays it out for a desk and shrinks it.
    const view = html("meta", svg);
    view.name = "viewport";
    view.content = "width=device-width, initial-scale=1";
  }
  const root = frames[0], frameOf = new Map(frames.map((frame) => [frame.box, frame]));
  const holds = (outer, inner) =>
    outer.start <= inner.start && inner.start + inner.width <= outer.start + outer.width;
  let zoomed = root, letter = 7, current = root;
  root.box.tabIndex = 0;

  const tools = holder(), bar = html("div", tools), input = html("input", bar), back = html("button", bar);
  tools.setAttribute("height", TOOLS);
  bar.className = "tools";
  input.type = "search";
  input.placeholder = "Search (press /)";
  input.setAttribute("aria-label", "Search functions");
  back.textContent = "Show all";
  back.hidden = true;
  const over = holder(), tip = html("div", over);
  over.setAttribute("class", "tip-holder");
  over.setAttribute("width", "100%");
  over.setAttribute("height", "100%");
  tip.className = "tip";
  tip.hidden = true;

  const label = (frame) => {
    const room = Math.floor((frame.pixels - 9) / letter);
    const whole = frame.name.length + (frame.by ? frame.by.length + 1 : 0);
    frame.box.classList.toggle("thin", frame.pixels < 4);
    const cut = room < 3 ? "" : frame.name.slice(0, room - 1) + "…";
    const name = room >= frame.name.length ? frame.name : cut;
    if (frame.text.firstChild !== frame.beside) frame.text.firstChild.data = name;
    if (frame.beside) frame.beside.textContent = room >= whole ? frame.by : "";
  };
  const heading = ([text, words]) => {
    text.textContent = words;
    const room = svg.clientWidth * (1 - 2 * MARGIN) - (text !== facts && svg.clientWidth >= WIDE ? 380 : 0);
    for (let length = words.length; length > 8 && text.getComputedTextLength() > room; length--)
      text.textContent = words.slice(0, length - 1).trimEnd() + "…";
  };
  const draw = () => {
    const wide = svg.clientWidth, edge = wide * MARGIN, shift = wide >= WIDE ? 0 : TOOLS;
    const across = wide - 2 * edge;
    for (const frame of frames) {
      const above = frame.level < zoomed.level && holds(frame, zoomed);
      const inside = frame.level >= zoomed.level && holds(zoomed, frame);
      frame.box.classList.toggle("above", above);
      frame.box.style.display = above || inside ? "" : "none";
      frame.shown = above || inside;
      if (!frame.shown) continue;
      const left = above ? 0 : (frame.start - zoomed.start) / zoomed.width;
      const share = above ? 1 : frame.width / zoomed.width;
      frame.box.setAttribute("x", `${100 * left}%`);
      frame.box.setAttribute("width", `${100 * share}%`);
      [frame.left, frame.pixels] = [edge + left * across, share * across];
      label(frame);
    }
    const levels = 1 + Math.max(...frames.map((frame) => (frame.shown ? frame.level : 0)));
    tree.setAttribute("y", TOP + shift);
    svg.setAttribute("height", Math.max(TOP + shift + levels * ROW + 20, 240));
    tools.setAttribute("x", shift ? edge : wide - edge - 360);
    tools.setAttribute("y", shift ? TOP - 6 : 14);
    tools.setAttribute("width", shift ? across : 360);
    back.hidden = zoomed === root;
    headings.forEach(heading);
  };
  const tell = (words) => {
    headings.find(([text]) => text === facts)[1] = words;
    headings.filter(([text]) => text === facts).forEach(heading);
  };
  const percent = (part) => `${((100 * part) / root.width).toFixed(1)} %`;
  const search = () => {
    const asked = input.value.trim().toLowerCase();
    let samples = 0, hits = 0;
    for (const frame of frames) {
      const hit = asked !== "" && frame !== root && frame.words[0].toLowerCase().includes(asked);
      frame.box.classList.toggle("hit", hit);
      hits += hit;
    }
    let end = -1;
    for (const frame of frames) {
      if (!frame.box.classList.contains("hit") || frame.start < end) continue;
      samples += frame.width;
      end = frame.start + frame.width;
    }
    tree.classList.toggle("searching", asked !== "");
    tell(asked ? `${percent(samples)} of all in ${hits} frames that match` : said);
  };
  const zoom = (frame) => {
    zoomed = frame;
    hide();
    draw();
    focus(frame);
  };
  const focus = (frame) => {
    current.box.tabIndex = -1;
    current = frame;
    frame.box.tabIndex = 0;
    frame.box.focus({ preventScroll: frame === root });
  };
  const hide = () => { tip.hidden = true; };
  const show = (frame, x, y) => {
    tip.replaceChildren();
    for (const words of frame.words) html("p", tip).textContent = words;
    tip.hidden = false;
    const seen = svg.getBoundingClientRect(), right = seen.width - tip.offsetWidth - PAD;
    const bottom = Math.min(seen.height, innerHeight - seen.top);
    const below = y + 18 + tip.offsetHeight < bottom || y < tip.offsetHeight + 18;
    tip.style.left = `${Math.max(PAD, Math.min(x + 12, right))}px`;
    tip.style.top = `${below ? y + 18 : y - tip.offsetHeight - 12}px`;
  };
  const near = (frame, key) => {
    const row = frames.filter((other) => other.shown && other.level === frame.level);
    const place = row.indexOf(frame);
    if (key === "ArrowLeft") return row[place - 1];
    if (key === "ArrowRight") return row[place + 1];
    const beside = (step) => frames.filter((other) => other.shown && other.level === frame.level + step);
    if (key === "ArrowUp") return beside(-1).find((other) => holds(other, frame));
    const inside = beside(1).filter((other) => holds(frame, other));
    return inside.reduce((best, other) => (best?.width >= other.width ? best : other), undefined);
  };
  const at = (event) => frameOf.get(event.target.closest?.(".frame"));

  tree.addEventListener("click", (event) => { const frame = at(event); if (frame) zoom(frame); });
  tree.addEventListener("pointermove", (event) => {
    const frame = at(event), seen = svg.getBoundingClientRect();
    if (!frame || event.pointerType === "touch") return;
    show(frame, event.clientX - seen.left, event.clientY - seen.top);
  });
  tree.addEventListener("pointerleave", hide);
  tree.addEventListener("focusin", (event) => {
    const frame = at(event);
    if (!frame || !frame.box.matches(":focus-visible, :focus")) return;
    show(frame, Math.max(frame.left, 0), Number(tree.getAttribute("y")) + (frame.level + 1) * ROW - 12);
  });
  tree.addEventListener("focusout", hide);
  tree.addEventListener("keydown", (event) => {
    const frame = at(event);
    if (!frame) return;
    if (event.key === "Enter" || event.key === " ") zoom(frame);
    else if (event.key.startsWith("Arrow")) { const other = near(frame, event.key); if (other) focus(other); }
    else return;
    event.preventDefault();
  });
  input.addEventListener("input", search);
  back.addEventListener("click", () => zoom(root));
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === input && input.value) { input.value = ""; search(); }
    else if (event.key === "Escape") zoom(root);
    else if (event.key === "/" && event.target !== input) input.focus();
    else return;
    event.preventDefault();
  });

  const probe = tree.appendChild(root.box.cloneNode(true)).querySelector("text");
  probe.textContent = "0123456789";
  letter = probe.getComputedTextLength() / 10 || letter;
  probe.closest(".frame").remove();
  new ResizeObserver(() => { hide(); draw(); }).observe(svg);
  draw();
})();
