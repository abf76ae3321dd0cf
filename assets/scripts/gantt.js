// The plan as bars that can be dragged: the server says what a move would do before anything is saved.
const svg = document.querySelector("svg.gantt[data-move]");
const said = document.getElementById("gantt-said");

function token() {
  return document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function dayAt(x) {
  const days = Math.round((x - Number(svg.dataset.left)) / Number(svg.dataset.day));
  const first = new Date(`${svg.dataset.first}T00:00:00Z`);
  return new Date(first.getTime() + days * 86400000).toISOString().slice(0, 10);
}

async function ask(activity, start, save) {
  const answer = await fetch(svg.dataset.move, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify({ activity, start, save }),
  });
  const body = await answer.json().catch(() => ({ message: document.body.dataset.requestFailed }));
  return { ok: answer.ok, ...body };
}

function back(row) {
  row.removeAttribute("transform");
  row.classList.remove("gantt-moved");
}

/** Says what the move would do, and offers to save it or not. */
async function propose(row, start) {
  const activity = row.dataset.activity;
  const found = await ask(activity, start, false);
  said.replaceChildren();
  const words = document.createElement("p");
  words.textContent = found.ok ? `${start}：${found.message}` : found.message;
  said.append(words);
  said.classList.toggle("gantt-refused", !found.ok);
  if (!found.ok) return back(row);
  const save = Object.assign(document.createElement("button"), { className: "btn btn-primary", textContent: said.dataset.save });
  const drop = Object.assign(document.createElement("button"), { className: "btn", textContent: said.dataset.drop });
  save.addEventListener("click", async () => {
    const done = await ask(activity, start, true);
    if (done.ok) location.reload();
    else words.textContent = done.message;
  });
  drop.addEventListener("click", () => {
    back(row);
    said.replaceChildren();
    row.focus();
  });
  said.append(save, " ", drop);
  save.focus({ preventScroll: true });
}

function shift(row, by) {
  row.setAttribute("transform", `translate(${by} 0)`);
  row.classList.add("gantt-moved");
}

function barStart(row) {
  return Number(row.querySelector(".gantt-bar").getAttribute("x"));
}

for (const row of svg?.querySelectorAll("[data-activity]") ?? []) {
  let from = null;
  let by = 0;
  let keyTimer = 0;
  row.addEventListener("pointerdown", (event) => {
    from = event.clientX;
    row.setPointerCapture(event.pointerId);
  });
  row.addEventListener("pointermove", (event) => {
    if (from === null) return;
    by = ((event.clientX - from) * svg.viewBox.baseVal.width) / svg.getBoundingClientRect().width;
    shift(row, by);
  });
  row.addEventListener("pointerup", () => {
    const moved = from !== null && Math.abs(by) >= Number(svg.dataset.day) / 2 && Math.abs(by) > 3;
    from = null;
    if (moved) propose(row, dayAt(barStart(row) + by));
    else back(row);
    by = 0;
  });
  row.addEventListener("pointercancel", () => {
    from = null;
    back(row);
  });
  row.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    by += step * Number(svg.dataset.day) * (event.shiftKey ? 30 : 7);
    shift(row, by);
    clearTimeout(keyTimer);
    keyTimer = setTimeout(() => {
      propose(row, dayAt(barStart(row) + by));
      by = 0;
    }, 700);
  });
}
