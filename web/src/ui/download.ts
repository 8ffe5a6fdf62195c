const READ_WITHIN_MS = 60_000;

/** Hands a file that was made in the page to the browser's downloads. */
export const download = (file: Blob, name: string) => {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), READ_WITHIN_MS);
};
