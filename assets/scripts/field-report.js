// Reporting from the phone. Each report has its own number from the start, so sending it twice reports it once; what
// cannot be sent waits in this device's store and goes out when the network is back.
const STORE = "luoshi-reports";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(STORE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "report_id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store(mode, act) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const request = act(base.transaction("waiting", mode).objectStore("waiting"));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function post(form, facts) {
  const body = new FormData();
  Object.entries(facts).forEach(([name, value]) => value != null && body.append(name, value));
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return fetch(form.action, { method: "POST", body, credentials: "same-origin" });
}

async function sendWaiting(form) {
  for (const facts of await store("readonly", (s) => s.getAll())) {
    let answer;
    try {
      answer = await post(form, facts);
    } catch {
      break;
    }
    // Sent, or refused for good: either way it need not wait any longer.
    if (answer.ok || answer.status === 422) await store("readwrite", (s) => s.delete(facts.report_id));
  }
  await list(form);
}

async function list(form) {
  const waiting = await store("readonly", (s) => s.getAll());
  const place = document.querySelector("[data-queue]");
  place.replaceChildren(
    ...waiting.map((facts) => {
      const line = document.createElement("li");
      line.textContent = `${form.dataset.waiting}：${facts.kind} ${facts.text.slice(0, 30)}`;
      return line;
    }),
  );
}

function locate(form, after) {
  const said = form.querySelector("[data-place-said]");
  const failed = () => said && (said.textContent = form.dataset.noPlace);
  if (!navigator.geolocation) return failed();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lon.value = coords.longitude.toFixed(6);
      form.elements.lat.value = coords.latitude.toFixed(6);
      if (said) said.textContent = `${form.dataset.place} ±${Math.round(coords.accuracy)} m`;
      after?.();
    },
    failed,
    { enableHighAccuracy: true, timeout: 15000 },
  );
}

document.querySelectorAll("form[data-near] [data-locate]").forEach((button) => {
  button.addEventListener("click", () => locate(button.form, () => button.form.requestSubmit()));
});

document.querySelectorAll("form[data-report]").forEach((form) => {
  const said = form.querySelector("[data-said]");
  const fresh = () => (form.elements.report_id.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  fresh();
  form.querySelector("[data-locate]").addEventListener("click", () => locate(form));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const photo = form.elements.photo.files[0] ?? null;
    const facts = { photo };
    for (const name of ["report_id", "kind", "text", "lon", "lat"]) facts[name] = form.elements[name].value;
    try {
      const answer = await post(form, facts);
      const result = await answer.json();
      if (!answer.ok) {
        said.textContent = `${form.dataset.refused}：${result.message ?? answer.status}`;
        return;
      }
      said.textContent = `${result.merged ? form.dataset.merged : form.dataset.sent} ${result.number}`;
    } catch {
      await store("readwrite", (s) => s.put(facts));
      said.textContent = form.dataset.kept;
      await list(form);
    }
    form.elements.text.value = "";
    form.elements.photo.value = "";
    fresh();
  });
  window.addEventListener("online", () => sendWaiting(form));
  sendWaiting(form);
});

document.querySelectorAll("form[data-report-place] [data-locate]").forEach((button) => {
  button.addEventListener("click", () => locate(button.form));
});
