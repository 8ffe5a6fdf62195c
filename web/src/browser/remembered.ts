/** Choices of this browser that are worth having again, and no loss where storage is forbidden. */
export const remembered = (key: string): string | undefined => {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
};

/** Whether it could be kept; a choice that could not lasts as long as the page. */
export const remember = (key: string, value: string | undefined): boolean => {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
};
