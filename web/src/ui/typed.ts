const same = (a: string, b: string) => a.normalize().trim() === b.normalize().trim();

/** Whether one of the words was typed that confirm something, such as a name or an id. */
export const isTyped = (text: string, words: readonly string[]) => words.some((word) => same(word, text));
