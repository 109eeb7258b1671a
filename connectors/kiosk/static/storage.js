// The page keeps nothing in the browser; should anything ever, it goes with the person it is of.

export async function forgetStorage() {
  localStorage.clear();
  sessionStorage.clear();
  const kept = globalThis.caches; // only where the page came by a secure way
  for (const name of (await kept?.keys()) ?? []) await kept.delete(name);
  for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
}
