/** Boxes are ratios of the upright picture. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Whether the operator's file set it up, or somebody in the console. */
export type Origin = 'file' | 'console';

export interface Paging {
  pageSize?: number | undefined;
  pageToken?: string | undefined;
  signal?: AbortSignal | undefined;
  background?: boolean;
}

export const pageQuery = (paging: Paging) => ({
  page_size: paging.pageSize,
  page_token: paging.pageToken,
});

export const pageOptions = (paging: Paging) => ({
  signal: paging.signal,
  background: paging.background ?? false,
});
