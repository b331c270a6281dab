// ([whole, packed]) => the selectors of the first sheet that the second lacks, though the page has what they select in some state.
([whole, packed]) => {
  function split(list) {
    const parts = [""];
    let depth = 0;
    for (const sign of list) {
      depth += { "(": 1, ")": -1 }[sign] ?? 0;
      if (sign === "," && depth === 0) parts.push("");
      else parts.push(parts.pop() + sign);
    }
    return parts.map((part) => part.trim());
  }

  function selectors(rules, where = "") {
    return [...rules].flatMap((rule) =>
      rule.selectorText
        ? split(rule.selectorText).map((selector) => ({ selector, where }))
        : selectors(rule.cssRules ?? [], `${where}${rule.conditionText ?? ""} `),
    );
  }

  function parsed(text) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return new Map(
      selectors(sheet.cssRules).map((one) => [one.where + one.selector, one.selector]),
    );
  }

  function stateless(selector) {
    const without = selector.replace(/::?[\w-]+(\([^()]*\))?(?![\w(-])/g, "");
    return without === selector
      ? without.replace(/(^|[>+~])(?=\s*([>+~]|$))/g, "$1*")
      : stateless(without);
  }

  const kept = parsed(packed);
  return [...parsed(whole)]
    .filter(([name, selector]) => !kept.has(name) && document.querySelector(stateless(selector)))
    .map(([, selector]) => selector);
};
