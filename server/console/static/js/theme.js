// Sets the remembered theme before anything is painted, so that a dark screen never flashes white.
(() => {
  const remembered = localStorage.getItem("aisle-theme");
  const wanted = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.bsTheme = remembered ?? wanted;
})();
