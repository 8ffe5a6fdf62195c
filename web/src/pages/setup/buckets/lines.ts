/** Lists are typed a value on each line. Empty lines stay while somebody types; they go when it is saved. */
export const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim());
export const textOf = (lines: readonly string[]): string => lines.join('\n');
