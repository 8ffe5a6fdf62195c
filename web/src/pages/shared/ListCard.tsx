import type { ComponentChildren } from 'preact';
import type { ApiError } from '../../api/errors';
import { Card, type Column, ErrorBanner, LoadMore, SkeletonRows, Table } from '../../ui';

interface ListCardProps<Row> {
  /** Shown above the list; the caption alone is only said. */
  title?: string;
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[] | undefined;
  rowKey: (row: Row) => string;
  loading: boolean;
  error: ApiError | undefined;
  onReload: () => void;
  empty: ComponentChildren;
  actions?: ComponentChildren;
  fixed?: boolean;
  paging?: { more: boolean; loading: boolean; loadMore: () => void };
}

/** A list as a table, in whichever state it is: waiting, empty, failed, there. */
export const ListCard = <Row,>(props: ListCardProps<Row>) => {
  const { title, caption, columns, rows, rowKey, loading, error, onReload, empty, actions, paging, fixed } =
    props;
  const some = rows !== undefined && rows.length > 0;
  return (
    <>
      {error && <ErrorBanner problem={error} onRetry={onReload} />}
      {(some || !error) && (
        <Card flush {...(title ? { title } : {})} actions={actions}>
          {some && (
            <Table caption={caption} columns={columns} rows={rows} rowKey={rowKey} fixed={fixed ?? false} />
          )}
          {!some && loading && <SkeletonRows rows={4} height={52} />}
          {!some && !loading && empty}
          {paging && <LoadMore more={paging.more} busy={paging.loading} onMore={paging.loadMore} />}
        </Card>
      )}
    </>
  );
};
