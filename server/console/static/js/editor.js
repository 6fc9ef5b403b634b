// Writing a promotion: fields that fit the kind of benefit, and quick choices for when it runs.
function showKind(kind) {
  for (const part of document.querySelectorAll("[data-for-kind]")) {
    part.toggleAttribute("hidden", !part.dataset.forKind.split(" ").includes(kind));
  }
}

function set(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function lastDay(start, days) {
  const [year, month, day] = start.slice(0, 10).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day + days - 1)).toISOString().slice(0, 10);
}

document.addEventListener("change", (event) => {
  if (event.target.id === "benefit_kind") showKind(event.target.value);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sets], [data-lasts]");
  if (!button) return;
  const starts = document.getElementById("starts_local");
  const ends = document.getElementById("ends_local");
  if (button.dataset.sets) {
    const days = starts.value && ends.value ? Math.round((Date.parse(ends.value.slice(0, 10)) - Date.parse(starts.value.slice(0, 10))) / 86400000) : -1;
    set(starts, button.dataset.value);
    if (days >= 0) set(ends, `${lastDay(button.dataset.value, days + 1)}T${ends.value.slice(11, 16)}`); // as long as before
  } else if (starts.value) {
    set(ends, `${lastDay(starts.value, Number(button.dataset.lasts))}T22:00`);
  }
});
