import { useState } from 'preact/hooks';
import type { Upload, UploadFilter } from '../../api/uploads';
import { plural, t } from '../../i18n';
import {
  Badge,
  Button,
  Card,
  EmptyState,
  ErrorBanner,
  LoadMore,
  NewPill,
  type Reading,
  SkeletonRows,
  useMediaQuery,
  VirtualList,
} from '../../ui';
import { TaskStateSelect } from '../shared/tasks';
import { Suggested } from './Suggested';
import { UploadDetail } from './UploadDetail';
import { UploadRow } from './UploadRow';
import styles from './uploads.module.css';
import type { Uploads } from './useUploads';

interface UploadsTabProps {
  uploads: Uploads;
  reading: Reading;
  filter: UploadFilter;
  onFilter: (change: UploadFilter) => void;
  onCreate: (() => void) | undefined;
}

const ROW = 64;
const distinct = (uploads: readonly Upload[], of: (upload: Upload) => string) =>
  [...new Set(uploads.map(of))].sort();

export const UploadsTab = ({ uploads: list, reading, filter, onFilter, onCreate }: UploadsTabProps) => {
  const { uploads, page, waiting } = list;
  const [opened, setOpened] = useState<string>();
  const narrow = useMediaQuery('(max-width: 720px)');
  const shown = opened === undefined ? undefined : list.latest(opened);
  const filtered = Boolean(filter.state || filter.intake || filter.bucket);

  return (
    <div class={styles.tab}>
      <search class={styles.filters}>
        <TaskStateSelect
          state={filter.state ?? ''}
          onState={(state) => onFilter({ ...filter, state: state || undefined })}
          earlier={[{ value: 'open', label: t('uploads.state.open') }]}
        />
        <Suggested
          label={t('uploads.intake')}
          placeholder={t('uploads.any')}
          value={filter.intake ?? ''}
          onValue={(intake) => onFilter({ ...filter, intake: intake || undefined })}
          suggestions={distinct(page.items, ({ intake }) => intake)}
        />
        <Suggested
          label={t('uploads.bucket')}
          placeholder={t('uploads.any')}
          value={filter.bucket ?? ''}
          onValue={(bucket) => onFilter({ ...filter, bucket: bucket || undefined })}
          suggestions={distinct(page.items, ({ bucket }) => bucket)}
        />
      </search>
      {page.error && <ErrorBanner problem={page.error} onRetry={page.retry} />}
      {(uploads.length > 0 || !page.error) && (
        <Card
          title={t('uploads.list')}
          actions={
            list.live && (
              <Badge tone="success" icon="activity">
                {t('activity.live')}
              </Badge>
            )
          }
          flush
        >
          <div ref={reading.mark} />
          {waiting > 0 && (
            <NewPill
              text={plural('uploads.new', waiting)}
              onClick={() => {
                list.showWaiting();
                reading.toTop();
              }}
            />
          )}
          <div {...reading.watch}>
            <VirtualList
              label={t('uploads.list')}
              count={uploads.length}
              rowHeight={narrow ? ROW + 8 : ROW}
              rowKey={(index) => uploads[index]?.upload_id ?? String(index)}
              row={(index, tabIndex) => {
                const upload = uploads[index];
                return (
                  upload && (
                    <UploadRow
                      upload={upload}
                      tabIndex={tabIndex}
                      onOpen={() => setOpened(upload.upload_id)}
                    />
                  )
                );
              }}
              more={page.more && !page.error}
              onMore={page.loadMore}
              tail={<LoadMore more busy={page.loading} onMore={page.loadMore} />}
            />
          </div>
          {uploads.length === 0 && page.loading && <SkeletonRows rows={6} height={ROW} />}
          {uploads.length === 0 && !page.loading && (
            <EmptyState
              icon="upload"
              title={t(filtered ? 'uploads.emptyFiltered' : 'uploads.empty')}
              action={
                filtered ? (
                  <Button onClick={() => onFilter({})}>{t('activity.clear')}</Button>
                ) : (
                  onCreate && (
                    <Button icon="plus" onClick={onCreate}>
                      {t('uploads.create')}
                    </Button>
                  )
                )
              }
            >
              {!filtered && t('uploads.emptyHint')}
            </EmptyState>
          )}
        </Card>
      )}
      {shown && <UploadDetail upload={shown} onChange={list.note} onClose={() => setOpened(undefined)} />}
    </div>
  );
};
