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

// What the form holds as it is now: pairs, since several photos go under one name.
function given(form) {
  const pairs = [...new FormData(form)].filter(
    ([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size),
  );
  const chosen = form.elements.subject?.selectedOptions?.[0]?.textContent ?? form.elements.kind?.value ?? "";
  const line = `${chosen} ${(form.elements.text?.value ?? "").slice(0, 30)}`.trim();
  return { report_id: form.elements.report_id.value, action: form.action, line, pairs };
}

async function post(form, facts) {
  const body = new FormData();
  // A report kept by an earlier version of this page holds its fields themselves.
  (facts.pairs ?? Object.entries(facts)).forEach(([name, value]) => value != null && body.append(name, value));
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return fetch(facts.action ?? form.action, { method: "POST", body, credentials: "same-origin" });
}

async function sendWaiting(form) {
  const said = form.querySelector("[data-said]");
  for (const facts of await store("readonly", (s) => s.getAll())) {
    let answer;
    try {
      answer = await post(form, facts);
    } catch {
      break;
    }
    const refused = answer.status === 422 && (facts.action ?? form.action) === form.action;
    if (!answer.ok && !refused) continue; // another page's, or a busy server: it waits on
    const result = await answer.json();
    await store("readwrite", (s) => s.delete(facts.report_id));
    if (answer.ok) {
      said.textContent = `${result.merged ? form.dataset.merged : form.dataset.sent} ${result.number}`;
      continue;
    }
    // Refused for good: it stands in the form again with the reason, and nothing that was entered is lost.
    for (const [name, value] of facts.pairs ?? Object.entries(facts)) {
      if (form.elements[name] && typeof value === "string") form.elements[name].value = value;
    }
    said.textContent = `${form.dataset.refused}：${result.message}`;
    break;
  }
  await list(form);
}

async function list(form) {
  const waiting = await store("readonly", (s) => s.getAll());
  const place = document.querySelector("[data-queue]");
  place.replaceChildren(
    ...waiting.map((facts) => {
      const line = document.createElement("li");
      line.textContent = `${form.dataset.waiting}：${facts.line ?? facts.kind}`;
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
    const facts = given(form);
    try {
      const answer = await post(form, facts);
      const result = await answer.json();
      if (!answer.ok) {
        said.textContent = `${form.dataset.refused}：${result.message ?? answer.status}`;
        return;
      }
      if ("goes" in form.dataset) return location.assign(result.url);
      said.textContent = `${result.merged ? form.dataset.merged : form.dataset.sent} ${result.number}`;
    } catch {
      await store("readwrite", (s) => s.put(facts));
      said.textContent = form.dataset.kept;
      await list(form);
    }
    if ("goes" in form.dataset) {
      const { lon, lat } = form.elements;
      const here = [lon.value, lat.value];
      form.reset();
      [lon.value, lat.value] = here;
    } else {
      form.elements.text.value = "";
      form.elements.photo.value = "";
    }
    fresh();
  });
  window.addEventListener("online", () => sendWaiting(form));
  sendWaiting(form);
});

document.querySelectorAll("form[data-report-place] [data-locate]").forEach((button) => {
  button.addEventListener("click", () => locate(button.form));
});
