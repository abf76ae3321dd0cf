// What is typed into a report is kept: on the server a moment after the last key, and in this browser in the same moment,
// so that neither a lost connection nor a closed window loses it. Files cannot be kept so; they are chosen again.
const FIELDS = ["text", "percent", "figures", "problems", "next_steps"];
const PAUSE = 1500;
const AGAIN = 5000;

function given(form) {
  return Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
}

function keep(key, facts) {
  try {
    localStorage.setItem(key, JSON.stringify(facts));
  } catch {
    // A full or forbidden store: the server's copy is then the only one.
  }
}

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

// Whether what stands in the form is on the server now, or will never be taken by it: a busy server or a lost connection is tried again.
async function send(form, key, said) {
  const facts = given(form);
  const body = new URLSearchParams(facts);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(form.action.replace(/report\/$/, "draft/"), { method: "POST", body, credentials: "same-origin" });
    if (answer.ok) {
      // What was typed while it was on its way is not there yet.
      if (JSON.stringify(kept(key)) === JSON.stringify(facts)) localStorage.removeItem(key);
      said.textContent = `${form.dataset.draftSaved} ${new Date().toLocaleTimeString()}`;
      return true;
    }
    said.textContent = form.dataset.draftKept;
    return answer.status < 500;
  } catch {
    said.textContent = form.dataset.draftKept;
    return false;
  }
}

export function keepDrafts() {
  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = `luoshi-draft:${document.body.dataset.person ?? ""}:${form.dataset.draft}`;
    const said = form.querySelector("[data-draft-said]");
    let timer;
    const after = (pause) => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const before = timer;
        if (!(await send(form, key, said)) && timer === before) after(AGAIN);
      }, pause);
    };
    const later = () => {
      keep(key, given(form));
      after(PAUSE);
    };
    const left = kept(key);
    if (left) {
      FIELDS.forEach((name) => form.elements[name] && left[name] !== undefined && (form.elements[name].value = left[name]));
      said.textContent = form.dataset.draftFound;
      later();
    }
    form.addEventListener("input", later);
    window.addEventListener("online", () => kept(key) && after(0));
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      // Kept until the server has it: the page that follows takes it away.
      sessionStorage.setItem("luoshi-draft-sent", key);
    });
  });
  const sent = sessionStorage.getItem("luoshi-draft-sent");
  if (sent && document.querySelector(".notice-success, .notice-info")) {
    localStorage.removeItem(sent);
    sessionStorage.removeItem("luoshi-draft-sent");
  }
}
