export const collectionPath = (id: string) => `/ui/setup/collections/${encodeURIComponent(id)}`;
