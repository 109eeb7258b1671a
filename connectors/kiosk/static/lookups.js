// What the page looks up beside the conversation. A look-up that fails is an empty one: whoever
// stands at the machine can still type, touch and speak.

async function ask(path, params, signal) {
  const query = new URLSearchParams(params);
  try {
    const response = await fetch(`/kiosk/${path}?${query}`, { signal });
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
}

// Questions to begin with, and whether this machine can hear.
export async function greeting(language) {
  const { questions = [], hearing = true } = await ask("hot", { language });
  return { questions, hearing };
}

export async function questionsAbout(seeds, language) {
  const params = [["language", language], ...seeds.map((seed) => ["q", seed])];
  const { questions = [] } = await ask("questions", params);
  return questions;
}

// Words for letters, and questions that the text may become.
export async function wordsFor(letters, before, language, signal) {
  const params = { q: letters, before: before.slice(-200), language };
  const { candidates = [], questions = [] } = await ask("pinyin", params, signal);
  return { candidates, questions };
}
