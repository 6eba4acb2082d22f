"use strict";
// Shows the edition in one of two frames; the other one loads the next state and takes its place, so that nothing
// flickers and the reader stays where she was.
const choices = { view: "page", width: "desktop", scheme: "auto" };
const main = document.querySelector("main");
const told = document.querySelector("output");
let [front, back] = document.querySelectorAll("iframe");
let version = -1;
let loading = false;
let stale = false;

for (const pair of location.hash.slice(1).split("&")) {
  const [name, value] = pair.split("=");
  const button = name && value && document.querySelector(`[data-choice="${CSS.escape(name)}"] [value="${CSS.escape(value)}"]`);
  if (button) choices[name] = value;
}

function show() {
  if (loading) { stale = true; return; }
  loading = true;
  const query = new URLSearchParams({ view: choices.view, scheme: choices.scheme, version });
  back.onload = () => {
    back.onload = null;
    const place = front.contentWindow ? front.contentWindow.scrollY : 0;
    back.hidden = false;
    front.hidden = true;
    back.contentWindow.scrollTo(0, place);
    [front, back] = [back, front];
    document.title = front.contentDocument.title || document.title;
    main.dataset.version = version;
    loading = false;
    if (stale) { stale = false; show(); }
  };
  back.contentWindow.location.replace(`edition?${query}`);
}

function choose(name, value) {
  choices[name] = value;
  for (const button of document.querySelectorAll(`[data-choice="${name}"] button`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
  main.classList.toggle("phone", choices.width === "phone");
  history.replaceState(null, "", "#" + Object.entries(choices).map((pair) => pair.join("=")).join("&"));
  if (name !== "width") show();
}

function tell(connected) {
  told.textContent = connected ? told.dataset.connected : told.dataset.ended;
  told.classList.toggle("ended", !connected);
}

async function follow() {
  for (;;) {
    try {
      const answer = await fetch(`changes?seen=${version}`);
      if (!answer.ok) throw new Error(answer.status);
      const found = (await answer.json()).version;
      tell(true);
      if (found !== version) { version = found; show(); }
    } catch {
      tell(false);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

document.querySelector("header").addEventListener("click", (event) => {
  const choice = event.target.closest("[data-choice]");
  if (choice && event.target.value) choose(choice.dataset.choice, event.target.value);
});
for (const name of ["width", "scheme", "view"]) choose(name, choices[name]);
follow();
