// Small help on top of pages that work without it: focus, keys, counters, the end of a sign-in.
(function () {
  "use strict";
  var body = document.body;

  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }
  function inField(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  // An error summary takes focus, so that a screen reader and the eye start there.
  function focusErrors(root) {
    var summary = root.querySelector("[data-takes-focus]");
    if (summary) summary.focus();
  }

  // Counters under long text. The limit is told, never enforced by cutting off what was pasted.
  function count(field) {
    var line = document.getElementById(field.id + "_count");
    if (!line) {
      line = document.createElement("p");
      line.className = "count-left";
      line.id = field.id + "_count";
      field.insertAdjacentElement("afterend", line);
      field.setAttribute("aria-describedby", ((field.getAttribute("aria-describedby") || "") + " " + line.id).trim());
    }
    // The server counts code points, not halves of an emoji, and line ends as one character.
    var left = Number(field.dataset.limit) - Array.from(field.value.replace(/\r\n/g, "\n")).length;
    line.textContent = left >= 0 ? left.toLocaleString("en-US") + " characters left" : (-left).toLocaleString("en-US") + " characters too many";
    line.classList.toggle("is-over", left < 0);
  }

  // A part of the form that only matters for some answers: data-shown-by="name=value other".
  function showParts() {
    all("[data-shown-by]").forEach(function (part) {
      var rule = part.dataset.shownBy.split("=");
      var values = rule[1].split(" ");
      part.hidden = !all('[name="' + rule[0] + '"]').some(function (field) {
        var choosable = field.type === "radio" || field.type === "checkbox";
        return (choosable ? field.checked : true) && values.indexOf(field.value) >= 0;
      });
    });
  }

  // Long parts are folded on a phone; where two panes stand side by side they are open.
  function unfold(root) {
    if (window.matchMedia("(min-width: 62rem)").matches) all("details[data-open-wide]", root).forEach(function (part) { part.open = true; });
  }

  function enhance(root) {
    unfold(root);
    all("textarea[data-limit]", root).forEach(count);
    all("[data-shows]", root).forEach(function (box) {
      box.addEventListener("change", function () {
        document.getElementById(box.dataset.shows).type = box.checked ? "text" : "password";
      });
    });
    showParts();
  }

  document.addEventListener("input", function (event) {
    if (event.target.matches("textarea[data-limit]")) count(event.target);
  });
  document.addEventListener("change", showParts);

  // Keys. None is the only way to do something, none issues or ends anything, and one switch turns them off.
  var PLACES = { h: "/", c: "/cases/", r: "/register/" };
  var waitingForPlace = false;

  function moveRow(step) {
    var links = all(".rowlink a.title, .tbl a.title");
    if (!links.length) return;
    var next = links.indexOf(document.activeElement) + step;
    links[Math.max(0, Math.min(links.length - 1, next))].focus();
  }
  function go(selector) {
    var link = document.querySelector(selector);
    if (link) location.assign(link.href);
  }
  var KEYS = {
    "/": function () {
      var field = document.querySelector("[data-lookup-field]") || document.getElementById("quick");
      if (field && field.offsetParent) field.focus();
      else go("[data-goes='lookup']");
    },
    "?": function () { go("[data-goes='shortcuts']"); },
    n: function () { go("[data-goes='report']"); },
    e: function () { go("[data-goes='note']"); },
    j: function () { moveRow(1); },
    k: function () { moveRow(-1); },
    g: function () { waitingForPlace = true; setTimeout(function () { waitingForPlace = false; }, 1500); }
  };
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
      event.target.form.requestSubmit();
      return;
    }
    if (event.key === "Escape" && inField(event.target)) event.target.blur();
    if (body.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
    if (waitingForPlace && PLACES[event.key]) {
      event.preventDefault();
      go('.mainnav a[href="' + PLACES[event.key] + '"]');
    } else if (KEYS[event.key]) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  // The end of a sign-in: told two minutes before, extended by one key, and never a lost text.
  var idle = Number(body.dataset.idle) * 1000;
  var lastSeen = Date.now();
  var notice = null;
  var stillIn = true;

  function tell(text, button, act) {
    if (!notice) {
      notice = document.createElement("div");
      notice.className = "timeout";
      notice.setAttribute("role", "status");
      body.appendChild(notice);
    }
    notice.replaceChildren();
    var words = document.createElement("p");
    words.textContent = text;
    var action = document.createElement(act ? "button" : "a");
    action.className = "btn btn-outline-secondary btn-compact";
    action.textContent = button;
    if (act) { action.type = "button"; action.addEventListener("click", act); }
    else { action.href = body.dataset.signInUrl; action.target = "_blank"; }
    notice.append(words, action);
  }
  function hush() {
    if (notice) notice.remove();
    notice = null;
  }
  function ask() {
    return fetch(body.dataset.signedInUrl, { credentials: "same-origin" }).then(function (answer) {
      stillIn = answer.status === 204;
      if (stillIn) { lastSeen = Date.now(); hush(); } else { signedOut(); }
      return stillIn;
    });
  }
  function signedOut() {
    stillIn = false;
    tell("You are signed out. Your words are still on this page. Sign in in the new tab, come back, then send.", "Sign in again");
  }
  function watch() {
    var rest = idle - (Date.now() - lastSeen);
    if (rest <= 0) { if (stillIn) ask().catch(function () {}); }
    else if (rest <= 120000 && !notice) tell("You will be signed out in 2 minutes.", "Stay signed in", function () { ask().catch(function () {}); });
  }
  if (idle) {
    setInterval(watch, 5000);
    window.addEventListener("focus", function () { if (!stillIn) ask().catch(function () {}); });
    document.addEventListener("submit", function (event) {
      if (stillIn && Date.now() - lastSeen < idle) return;
      event.preventDefault();
      ask().then(function (fine) { if (fine) event.target.submit(); }).catch(function () {});
    });
  }

  // Fragments: a sign-in page never lands inside another page, and a failed save says so.
  // What takes longer: after a second the button says so and keeps its width, after eight it can be pressed again.
  document.addEventListener("submit", function (event) {
    var button = event.target.querySelector("[data-busy]"), slow = event.target.querySelector("[data-slow]");
    if (!button || event.defaultPrevented) return;
    var words = button.innerHTML;
    var said = setTimeout(function () { button.style.minWidth = button.offsetWidth + "px"; button.textContent = button.dataset.busy; }, 1000);
    var offered = setTimeout(function () { button.innerHTML = words; if (slow) slow.hidden = false; }, 8000);
    window.addEventListener("pageshow", function () { clearTimeout(said); clearTimeout(offered); button.innerHTML = words; if (slow) slow.hidden = true; }, { once: true });
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    var where = event.detail.xhr.responseURL || "";
    if (where && new URL(where).pathname === body.dataset.signInUrl) {
      event.detail.shouldSwap = false;
      signedOut();
    } else { lastSeen = Date.now(); }
  });
  document.addEventListener("htmx:afterSwap", function (event) { enhance(event.detail.target); focusErrors(event.detail.target); });
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () {
      all("[data-save-status]").forEach(function (line) {
        line.textContent = "Not saved. We will keep trying. Do not close this page";
      });
    });
  });

  enhance(document);
  focusErrors(document);
})();
