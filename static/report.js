// A long page while it is typed: its words are saved by themselves; nothing is lost when a save or a sign-in fails.
(function () {
  "use strict";
  var form = document.querySelector("form[data-kept]");
  if (!form || !window.htmx) return;
  var status = document.getElementById("saved");
  var RETRY = 10000;
  var dirty = false;
  var timer = null;

  function tell(words) {
    var line = status.querySelector("span") || status.appendChild(document.createElement("span"));
    line.textContent = words;
  }
  function again() {
    clearTimeout(timer);
    timer = setTimeout(function () { window.htmx.trigger(form, "input"); }, RETRY);
  }

  // Signing in again in another tab gives the browser a new form key; this page takes it over before the next save.
  function freshKey() {
    return fetch(location.href, { credentials: "same-origin" }).then(function (answer) {
      return answer.redirected ? "" : answer.text();
    }).then(function (page) {
      var found = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
      if (!found) return false;
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (field) { field.value = found.value; });
      return true;
    });
  }

  form.addEventListener("input", function () { dirty = true; });
  form.addEventListener("submit", function () { dirty = false; });
  window.addEventListener("beforeunload", function (event) { if (dirty) event.preventDefault(); });

  function ours(event) { return event.detail.elt === form; }
  document.addEventListener("htmx:beforeRequest", function (event) { if (ours(event)) tell("Saving"); });
  document.addEventListener("htmx:afterSwap", function (event) { if (event.detail.target === status) dirty = false; });
  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (!ours(event)) return;
      tell("Not saved. We will keep trying. Do not close this page");
      again();
    });
  });
  document.addEventListener("htmx:responseError", function (event) {
    if (!ours(event)) return;
    if (event.detail.xhr.status === 409) {
      tell(event.detail.xhr.responseText);
      dirty = false;
    } else if (event.detail.xhr.status === 403) {
      tell("Not saved. Sign in again in another tab, then come back");
      freshKey().then(function (fresh) { if (fresh) again(); }).catch(again);
    } else {
      tell("Not saved. We will keep trying. Do not close this page");
      again();
    }
  });
  window.addEventListener("focus", function () {
    if (dirty) freshKey().then(function (fresh) { if (fresh) window.htmx.trigger(form, "input"); }).catch(function () {});
  });
})();
