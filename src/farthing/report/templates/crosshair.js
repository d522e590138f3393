"use strict";
// Values behind the charts. The page reads without this: everything else is markup.
for (const panels of document.querySelectorAll("[data-reads]")) {
  const data = JSON.parse(panels.parentElement.querySelector("script").textContent);
  const sums = (steps) => { let sum = 0; return steps.map((step) => (sum += step)); };
  const rows = data.rows.map(([name, values, unit]) => [name, values.split(" "), unit]);
  const places = sums(data.places), when = sums(data.when), last = data.points - 1;
  if (!places.length) continue;
  const hair = panels.appendChild(document.createElement("div"));
  const box = panels.appendChild(document.createElement("div"));
  hair.className = "hair";
  box.className = "reading";
  box.setAttribute("role", "status");
  hair.hidden = box.hidden = true;
  panels.tabIndex = 0;
  panels.setAttribute("role", "group");
  panels.setAttribute("aria-label", `${panels.parentElement.dataset.name}: arrow keys read values`);
  let shown = places.length - 1;

  const nearest = (place) => {
    let low = 0, high = places.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle] < place) low = middle + 1; else high = middle;
    }
    return low && place - places[low - 1] < places[low] - place ? low - 1 : low;
  };
  const moment = (number) => {
    const iso = new Date(number * (data.unit === "day" ? 864e5 : 6e4)).toISOString();
    return data.unit === "day" ? iso.slice(0, 10) : iso.slice(0, 16).replace("T", " ") + " UTC";
  };
  const line = (name, value) => {
    const row = box.appendChild(document.createElement("p"));
    row.appendChild(document.createElement("span")).textContent = name;
    row.appendChild(document.createElement("b")).textContent = value;
  };
  const show = (index) => {
    shown = Math.max(0, Math.min(places.length - 1, index));
    const plot = panels.querySelector("svg").getBoundingClientRect();
    const width = plot.width, share = last ? places[shown] / last : 0.5;
    box.replaceChildren();
    line(moment(when[shown]), "");
    for (const [name, values, unit] of rows) line(name, values[shown] + (values[shown] === "–" ? "" : unit));
    const near = Math.max(0.5, (last / width) * 4);
    const away = (mark) => Math.abs(mark[0] - places[shown]);
    const marks = data.marks.filter((mark) => away(mark) <= near).sort((a, b) => away(a) - away(b));
    for (const mark of marks.slice(0, 3)) line(moment(mark[1]), mark[2]);
    if (marks.length > 3) line("", `and ${marks.length - 3} more`);
    hair.hidden = box.hidden = false;
    hair.style.left = `${share * width}px`;
    const room = panels.clientWidth - box.offsetWidth;
    const beside = share * width + 14;
    const left = beside > room ? share * width - box.offsetWidth - 14 : beside;
    box.style.left = `${Math.max(0, Math.min(room, left))}px`;
  };
  const hide = () => { hair.hidden = box.hidden = true; };
  const point = (event) => {
    const plot = panels.querySelector("svg").getBoundingClientRect();
    show(nearest(((event.clientX - plot.left) / plot.width) * last));
  };
  panels.addEventListener("pointermove", point);
  panels.addEventListener("pointerdown", point);
  panels.addEventListener("pointerleave", hide);
  panels.addEventListener("blur", hide);
  panels.addEventListener("keydown", (event) => {
    const far = event.shiftKey ? 10 : 1;
    const next = { ArrowLeft: shown - far, ArrowRight: shown + far, Home: 0, End: places.length };
    if (event.key === "Escape") hide();
    if (!(event.key in next)) return;
    event.preventDefault();
    show(next[event.key]);
  });
}

// One chart of trades at a time, where there are several; without a script all of them stand there.
const charts = [...document.querySelectorAll(".charts > figure")];
if (charts.length > 1) {
  const select = document.getElementById("symbol");
  const choose = () => charts.forEach((chart, index) => {
    chart.hidden = select.value !== "all" && Number(select.value) !== index;
  });
  charts.forEach((chart, index) => select.add(new Option(chart.dataset.name, index)));
  select.add(new Option("all of them", "all"));
  select.addEventListener("change", choose);
  select.closest(".chooser").hidden = false;
  choose();
}
