export interface PageOf<T> {
  items: T[];
  next: string | undefined;
}

/** All of a list that comes by page tokens: for those that are short by their nature. */
export const everyPage = async <T>(read: (token: string | undefined) => Promise<PageOf<T>>): Promise<T[]> => {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    all.push(...page.items);
    token = page.next;
  } while (token);
  return all;
};
