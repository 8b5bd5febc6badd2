// The report's own script is the only source that runs in a browser.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
