// What HTML alone cannot do: theme switch, dialogs, filtering long lists, and telling when the line is down.
const root = document.documentElement;

function nameTheme() {
  const dark = root.dataset.bsTheme === "dark";
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.querySelector("[data-theme-word]").textContent = dark ? "Light theme" : "Dark theme";
    button.querySelector("[data-theme-dark]").toggleAttribute("hidden", dark);
    button.querySelector("[data-theme-light]").toggleAttribute("hidden", !dark);
  }
}

function switchTheme() {
  root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  localStorage.setItem("aisle-theme", root.dataset.bsTheme);
  nameTheme();
}

function openDialogs(within) {
  for (const dialog of within.querySelectorAll("dialog[data-open-now]")) {
    dialog.removeAttribute("data-open-now");
    dialog.showModal();
  }
}

function countPicked(box) {
  const picked = box.querySelectorAll("input:checked");
  const count = box.querySelector("[data-pick-count]");
  const ticked = [...picked].filter((input) => input.type === "checkbox").length;
  if (count) count.textContent = `${ticked} of ${count.dataset.pickCount} picked`;
  const summary = box.querySelector("[data-pick-summary]");
  if (summary) {
    const names = [...picked].map((input) => {
      const label = input.closest("label");
      return (label.querySelector("[data-pick-name]") ?? label).textContent.trim();
    });
    summary.textContent = names.join(", ") || summary.dataset.pickSummary;
  }
}

function filterList(field) {
  const box = field.closest("[data-pick]");
  const wanted = field.value.trim().toLowerCase();
  let shown = 0;
  for (const row of box.querySelectorAll("[data-pick-row]")) {
    const fits = row.textContent.toLowerCase().includes(wanted);
    row.toggleAttribute("hidden", !fits);
    shown += fits ? 1 : 0;
  }
  box.querySelector("[data-pick-none]").toggleAttribute("hidden", shown > 0);
}

function showStoreChoice() {
  for (const radio of document.querySelectorAll("input[name=stores_mode]")) {
    const part = document.getElementById(`stores-${radio.value}`);
    part?.toggleAttribute("hidden", !radio.checked);
  }
}

function tellConnection(works) {
  document.getElementById("connection")?.toggleAttribute("hidden", works);
}

function refresh(within) {
  within.querySelectorAll("[data-pick]").forEach(countPicked);
  showStoreChoice();
  openDialogs(within);
  const wanted = within.querySelector("[data-focus-now]");
  wanted?.focus();
  wanted?.removeAttribute("data-focus-now");
  const problems = within.querySelector("[data-problems]");
  problems?.focus();
  problems?.removeAttribute("data-problems"); // only once: a later swap must not take the focus away
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog").close();
  if (event.target.closest("[data-theme-switch]")) switchTheme();
  for (const picker of document.querySelectorAll("details.picker[open]")) {
    if (!picker.contains(event.target)) picker.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const picker = event.target.closest?.("details.picker[open]");
  if (event.key === "Escape" && picker) {
    picker.open = false;
    picker.querySelector("summary").focus();
  }
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-pick-filter]")) filterList(event.target);
});

// Enter in the field that filters a list must not send the form around it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-pick-filter], [data-pick-search]")) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-pick]");
  if (box) countPicked(box);
  if (event.target.name === "stores_mode") showStoreChoice();
});

document.addEventListener("htmx:after:swap", () => refresh(document));
document.addEventListener("htmx:error", () => tellConnection(false));
document.addEventListener("htmx:response:error", (event) => tellConnection(event.detail.ctx.response.status < 500));
document.addEventListener("htmx:before:response", () => tellConnection(true));

nameTheme();
refresh(document);
