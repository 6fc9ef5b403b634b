// A download that is made while it arrives leaves its page standing: say that it has begun.
document.addEventListener("submit", (event) => {
  const busy = event.target.matches("[data-download]") && event.target.querySelector("[data-download-busy]");
  if (!busy) return;
  busy.removeAttribute("hidden");
  setTimeout(() => busy.setAttribute("hidden", ""), 20_000);
});
