const ENDINGS: Record<string, string> = { 'image/png': 'png', 'image/webp': 'webp' };

/** How a picture's name ends. What is neither PNG nor WebP is JPEG: the server takes nothing else. */
export const pictureEnding = (type: string): string => ENDINGS[type] ?? 'jpg';
