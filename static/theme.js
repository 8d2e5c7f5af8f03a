// Loaded in the head, so that the first paint has the right colors. The server knows a signed-in person's choice
// and writes it into the page; "auto" follows the device.
(function () {
  var root = document.documentElement;
  var dark = matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    if (root.dataset.theme === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light";
  }
  root.classList.add("has-script");
  apply();
  dark.addEventListener("change", apply);
})();
