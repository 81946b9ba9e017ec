"use strict";
// Text of pages reaches the document only as text: by textContent and by text nodes. Nothing here parses HTML.
(() => {
  const find = (selector) => document.querySelector(selector);
  const data = (id) => JSON.parse(document.getElementById(id).textContent);
  const { pages, rules } = data("index");
  const PER_DIGITS = new Intl.NumberFormat("en");
  // Control characters, and those that change the direction of the text around them
  const ODD = /([\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff])/;
  const MAX_FOUND = 2000;
  const state = { page: 0, show: "all", rule: null, term: "" };
  let lines = []; // the lines of the page that is shown: [text, rule, element, kind, score]
  let elements = []; // the short paths of their elements
  let items = []; // the list item of each line
  let current = -1; // the number of the selected line

  function make(tag, options = {}, ...children) {
    const { data: dataset = {}, ...attributes } = options;
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
    Object.assign(element.dataset, dataset);
    element.append(...children);
    return element;
  }

  /** Return the text as nodes, with a visible name for each character that could change how the others are shown. */
  function shown(text) {
    return text.split(ODD).map((part, number) => {
      if (number % 2 === 0) return part;
      const code = part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      return make("span", { class: "odd" }, `U+${code}`);
    });
  }

  const number = (count) => PER_DIGITS.format(count);
  const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
  const isKept = (line) => line[1] < 0;

  // The lists at the side

  /** Return the part of the names of all files that says nothing: the folder that they are all in. */
  function commonFolder() {
    const [first, ...others] = pages.map((page) => page.name.split("/").slice(0, -1));
    let length = first.length;
    for (const other of others) while (first.slice(0, length).join("/") !== other.slice(0, length).join("/")) length -= 1;
    return length ? first.slice(0, length).join("/").length + 1 : 0;
  }

  function listPages() {
    const folder = commonFolder();
    find("#pages").hidden = pages.length < 2;
    pages.forEach((page, place) => {
      const label = make("bdi", { class: "label" }, ...shown(page.title || page.name.slice(folder)));
      const count = make("span", { class: "count" }, page.total ? `${number(page.kept)} of ${number(page.total)}` : "–");
      const link = make("a", { href: `#page-${place + 1}` }, label, count);
      const problem = page.problems[0];
      link.append(make("bdi", { class: problem ? "more problem" : "more" }, ...shown(problem || page.pack)));
      find("#pages ol").append(make("li", {}, link));
    });
    const worrying = pages.filter((page) => page.problems.length).length;
    find("#summary").textContent = `${plural(pages.length, "page")}, ${worrying || "none"} with problems`;
  }

  function ruleItem(rule, place, here) {
    const label = make("code", { class: "label" }, ...shown(rule.label));
    const total = pages.length > 1 ? ` / ${number(rule.lines)}` : "";
    const count = make("span", { class: "count" }, `${number(here)}${total}`);
    const item = make("button", { type: "button", "aria-pressed": "false", data: { rule: place } }, label, count);
    item.title = pages.length > 1 ? `${plural(here, "line")} here, ${number(rule.lines)} on ${plural(rule.pages, "page")}` : "";
    if (rule.why) item.append(make("bdi", { class: "more" }, ...shown(rule.why)));
    return make("li", {}, item);
  }

  function listRules() {
    const here = new Map();
    for (const line of lines) if (!isKept(line)) here.set(line[1], (here.get(line[1]) || 0) + 1);
    const order = [...here].sort((a, b) => b[1] - a[1]);
    find("#rules ul").replaceChildren(...order.map(([place, count]) => ruleItem(rules[place], place, count)));
    const idle = rules.flatMap((rule, place) => (rule.pack === pages[state.page].pack_name && !rule.lines ? [place] : []));
    find("#idle").hidden = !idle.length;
    find("#idle summary").textContent = `${plural(idle.length, "rule")} of ${pages[state.page].pack_name} took no line`;
    find("#idle ul").replaceChildren(
      ...idle.map((place) =>
        make("li", {}, make("div", {}, make("code", { class: "label" }, ...shown(rules[place].label)),
          make("bdi", { class: "more" }, ...shown(rules[place].why))))),
    );
  }

  // One page

  function showPage(place) {
    state.page = place;
    const page = pages[place];
    const content = data(`page-${place + 1}`);
    lines = content.lines;
    elements = content.elements;
    current = -1;
    find("#name").replaceChildren(...shown(page.name));
    find("#title").replaceChildren(make("bdi", {}, ...shown(page.title || "No article")));
    find("#facts").replaceChildren(
      ...Object.entries(content.facts).map(([name, value]) =>
        make("div", {}, make("dt", {}, name), make("dd", {}, make("bdi", {}, ...shown(value))))),
    );
    find("#problems").replaceChildren(...page.problems.map((text) => make("li", {}, make("bdi", {}, ...shown(text)))));
    items = lines.map(lineItem);
    find("#lines").replaceChildren(...items);
    showArticle(content.article);
    for (const link of document.querySelectorAll("#pages a")) link.removeAttribute("aria-current");
    const link = find(`#pages li:nth-child(${place + 1}) a`);
    link.setAttribute("aria-current", "page");
    if (!find("#pages").hidden) link.scrollIntoView({ block: "nearest" });
    if (state.rule !== null && !lines.some((line) => line[1] === state.rule)) state.rule = null;
    listRules();
    for (const [name, count] of [["all", lines.length], ["kept", page.kept], ["removed", page.total - page.kept]])
      find(`[data-show="${name}"] b`).textContent = number(count);
    applyFilters();
    window.scrollTo(0, 0);
  }

  function lineItem(line, place) {
    const [text, rule, , kind] = line;
    const kept = rule < 0;
    const item = make("li", { class: `line ${kept ? "kept" : "gone"} ${kind}`, tabindex: "-1", data: { line: place } });
    item.append(
      make("span", { class: "mark", "aria-hidden": "true" }, kept ? "+" : "−"),
      make("span", { class: "sr" }, kept ? "kept: " : `removed by ${rules[rule].label}: `),
      make("bdi", { class: "text" }, ...shown(text)),
    );
    return item;
  }

  const KINDS = { heading: "h5", quote: "p", paragraph: "p" };

  function showArticle(article) {
    const body = article.blocks.map(([text, kind, mark, place]) => {
      const name = { "list item": "item", quote: "quote", "table row": "row" }[kind];
      const block = make(KINDS[kind] || "p", { class: name || null, dir: "auto", data: { line: place } });
      block.append(...(mark ? [`${mark} `] : []), ...shown(text || lines[place][0]));
      return block;
    });
    const head = [];
    if (body.length && article.headline) head.push(make("h4", { dir: "auto" }, ...shown(article.headline)));
    if (body.length && article.by) head.push(make("p", { class: "by" }, make("bdi", {}, ...shown(article.by))));
    const none = make("p", { class: "none" }, "This page has no article.");
    find("#article article").replaceChildren(...head, ...(body.length ? body : [none]));
  }

  // Filters

  function applyFilters() {
    const term = state.term.toLowerCase();
    let count = 0;
    let above = null;
    items.forEach((item, place) => {
      const line = lines[place];
      const fits =
        (state.show === "all" || (state.show === "kept") === isKept(line)) &&
        (state.rule === null || line[1] === state.rule) &&
        (!term || line[0].toLowerCase().includes(term));
      item.hidden = !fits;
      if (!fits) return;
      count += 1;
      const isFirst = line[1] !== above;
      above = line[1];
      item.classList.toggle("first", isFirst);
      const tag = item.querySelector(".tag");
      if (tag) tag.hidden = !isFirst;
      else if (isFirst && !isKept(line)) item.append(make("span", { class: "tag", "aria-hidden": "true" }, ...shown(rules[line[1]].label)));
    });
    find("#status").textContent = count === lines.length ? "" : `${number(count)} of ${plural(lines.length, "line")}`;
    find("#nothing").hidden = count > 0 || !lines.length;
    find("#lines").hidden = !count;
    for (const button of document.querySelectorAll("[data-show]"))
      button.setAttribute("aria-pressed", String(button.dataset.show === state.show));
    for (const button of document.querySelectorAll("#rules [data-rule]"))
      button.setAttribute("aria-pressed", String(Number(button.dataset.rule) === state.rule));
    find("#chip").hidden = state.rule === null;
    if (state.rule !== null) {
      find("#chip").replaceChildren(...shown(rules[state.rule].label));
      find("#chip").setAttribute("aria-label", `Remove the filter ${rules[state.rule].label}`);
    }
    highlight(term);
  }

  /** Mark what was searched for, where the browser can do so without a change of the document. */
  function highlight(term) {
    if (!CSS.highlights) return;
    const found = [];
    for (const item of term ? items : []) {
      if (found.length >= MAX_FOUND) break;
      if (item.hidden) continue;
      for (const node of item.querySelector(".text").childNodes) {
        const text = node.nodeType === Node.TEXT_NODE ? node.data.toLowerCase() : "";
        for (let at = text.indexOf(term); at >= 0 && at + term.length <= node.length; at = text.indexOf(term, at + term.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + term.length);
          found.push(range);
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...found));
  }

  function filter(change) {
    Object.assign(state, change);
    applyFilters();
  }

  const filterByRule = (rule) => filter({ rule: state.rule === rule ? null : rule, show: "all" });

  function clearFilters() {
    find("#search").value = "";
    filter({ show: "all", rule: null, term: "" });
  }

  function setView(name) {
    find("main").dataset.view = name;
    for (const button of document.querySelectorAll(".views button"))
      button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }

  // The selected line

  function select(place) {
    deselect();
    current = place;
    const item = items[place];
    item.setAttribute("aria-current", "true");
    item.tabIndex = 0;
    item.append(details(lines[place], place));
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    const block = find(`#article [data-line="${place}"]`);
    if (block) {
      block.classList.add("here");
      if (block.offsetParent) block.scrollIntoView({ block: "nearest" });
    }
  }

  function deselect() {
    if (current < 0) return;
    const item = items[current];
    item.removeAttribute("aria-current");
    item.tabIndex = -1;
    item.querySelector(".detail").remove();
    for (const block of document.querySelectorAll("#article .here")) block.classList.remove("here");
    current = -1;
  }

  function details([, place, element, kind, score]) {
    const list = make("dl", { class: "detail" });
    const add = (name, ...nodes) => list.append(make("dt", {}, name), make("dd", {}, ...nodes));
    if (place >= 0) {
      const rule = rules[place];
      add("removed by", make("code", {}, ...shown(rule.label)), rule.pack ? ` of ${rule.pack} ${rule.version}` : "");
      if (rule.why) add("because", make("bdi", {}, ...shown(rule.why)));
      if (rule.yaml) add("rule", make("pre", {}, ...rule.yaml.split("\n").flatMap((row) => [...shown(row), "\n"])));
    }
    if (element >= 0) add("element", make("code", {}, ...shown(elements[element])));
    add("kind", kind);
    if (score !== undefined && score !== null) add("score", score.toFixed(2));
    if (place >= 0) {
      const label = state.rule === place ? "All rules" : "Only this rule";
      list.append(make("div", {}, make("button", { type: "button", data: { rule: place } }, label)));
    }
    return list;
  }

  /** Select the next line that is not hidden by a filter, in this direction. */
  function step(direction) {
    let place = current;
    if (place < 0) place = direction > 0 ? -1 : items.length;
    do place += direction;
    while (items[place]?.hidden);
    if (items[place]) select(place);
  }

  // Events

  function goTo(place) {
    if (pages[place]) location.hash = `page-${place + 1}`;
  }

  function fromAddress() {
    const match = /^#page-(\d+)$/.exec(location.hash);
    if (location.hash && !match && items.length) return; // a link inside the page that is shown
    const place = match ? Number(match[1]) - 1 : 0;
    showPage(pages[place] ? place : 0);
  }

  const KEYS = {
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    n: () => goTo(state.page + 1),
    ArrowRight: () => goTo(state.page + 1),
    p: () => goTo(state.page - 1),
    ArrowLeft: () => goTo(state.page - 1),
    "/": () => find("#search").focus(),
    a: () => filter({ show: "all" }),
    "+": () => filter({ show: "kept" }),
    "-": () => filter({ show: "removed" }),
    r: () => current >= 0 && !isKept(lines[current]) && filterByRule(lines[current][1]),
    "?": () => find("#help").showModal(),
    Escape: clearFilters,
  };

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target === find("#search");
    if (event.ctrlKey || event.metaKey || event.altKey || find("#help").open) return;
    if (isTyping && event.key === "Escape") find("#search").blur();
    else if (isTyping && ["Enter", "ArrowDown"].includes(event.key)) return void (event.preventDefault(), step(1));
    else if (isTyping) return;
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    const button = on("button");
    if (button?.dataset.rule) filterByRule(Number(button.dataset.rule));
    else if (button?.dataset.show) filter({ show: button.dataset.show });
    else if (button?.dataset.view) setView(button.dataset.view);
    else if (button?.id === "keys") find("#help").showModal();
    else if (button?.id === "chip") filter({ rule: null });
    else if (button?.id === "reset") clearFilters();
    else if (on(".detail")) return;
    else if (on(".line")) {
      const place = Number(on(".line").dataset.line);
      if (place === current) deselect();
      else if (!getSelection().toString()) select(place);
    } else if (on("#article [data-line]")) {
      const place = Number(on("#article [data-line]").dataset.line);
      if (items[place]?.hidden) clearFilters();
      setView("input");
      select(place);
    }
  });

  let timer = 0;
  find("#search").addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => filter({ term: event.target.value }), 80);
  });
  window.addEventListener("hashchange", fromAddress);

  if (matchMedia("(max-width: 960px)").matches) for (const list of document.querySelectorAll(".side > * > details")) list.open = false;
  listPages();
  fromAddress();
})();
