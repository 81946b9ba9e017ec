"use strict";
(() => {
  const find = (selector) => document.querySelector(selector);
  const form = find("form"), file = find("#file"), status = find("#status"), result = find("#result");
  let requests = 0; // an answer that comes after a later request has begun is not shown

  // text is only ever set as text, so that no markup of a page becomes markup of this one
  function make(tag, className, ...children) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  const plural = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  async function pageBytes() {
    if (file.files.length) return new Uint8Array(await file.files[0].arrayBuffer());
    return new TextEncoder().encode(find("#page").value);
  }

  async function clean(page) {
    const headers = { Accept: "application/json", "Content-Type": "application/octet-stream" };
    const url = find("#url").value.trim();
    // a header has bytes, and the service reads them as UTF-8
    if (url) headers["Content-Location"] = String.fromCharCode(...new TextEncoder().encode(url));
    const answer = await fetch("clean", { method: "PUT", headers, body: page });
    const content = await answer.json();
    if (!answer.ok) throw new Error(content.detail);
    return content;
  }

  // For HTML, an entry has its text. For text, it has places in the page, counted in characters of Unicode. If the page
  // is not UTF-8, only the service knows its characters.
  function textsOf(page) {
    let characters = null;
    try {
      characters = Array.from(new TextDecoder("utf-8", { fatal: true }).decode(page));
    } catch {}
    return (entry) =>
      entry.text ?? characters?.slice(entry.start, entry.end).join("") ?? `characters ${entry.start} to ${entry.end}`;
  }

  function removedItems(ledger, page) {
    const textOf = textsOf(page);
    return ledger
      .filter((entry) => entry.rule !== "layout") // white space between blocks
      .map((entry) => {
        const place = entry.file ? `${entry.pack} ${entry.version}, ${entry.rule}, ${entry.file}:${entry.line}` : entry.rule;
        const text = make("div", "removed", textOf(entry).trim());
        text.dir = "auto";
        return make("li", "", make("strong", "", entry.why), " ", make("code", "", place), text);
      });
  }

  function show(article, page) {
    const by = [article.authors.map((author) => author.name).join(", "), article.datePublished || article.datePublishedRaw];
    const removed = removedItems(article.ledger, page);
    const facts = [
      article.pack ? `pack ${article.pack} ${article.version}` : "no pack",
      article.recognised,
      `method ${article.method}`,
      `confidence ${Number(article.confidence.toFixed(2))}`,
    ];
    find("#headline").textContent = article.headline || (article.articleBody ? "The article" : "No article found");
    find("#by").textContent = by.filter(Boolean).join(" · ");
    find("#warnings").replaceChildren(...article.warnings.map((warning) => make("li", "notice", warning)));
    find("#article").textContent = article.articleBody;
    find("#facts").textContent = facts.join(" · ");
    find("#removed").replaceChildren(...(removed.length ? removed : [make("li", "", "nothing")]));
    result.hidden = false;
    status.textContent = `${plural(article.articleBody.length, "character")} kept, ${plural(removed.length, "part")} removed`;
    find("#headline").focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const request = ++requests;
    result.hidden = true;
    status.className = "";
    status.textContent = "Cleaning …";
    try {
      const page = await pageBytes();
      const article = await clean(page);
      if (request === requests) show(article, page);
    } catch (error) {
      if (request !== requests) return;
      status.className = "notice";
      status.textContent = error instanceof TypeError ? "The service did not answer." : error.message;
    }
  });

  find("#page").addEventListener("input", () => (file.value = ""));
  find("#address").textContent = new URL("clean", location.href).href;
})();
