import { t } from '../i18n';
import { Button, EmptyState, Page } from '../ui';

/** A part of the console could not be loaded: the network, or a new version of the server. */
export const ChunkFailed = () => (
  <Page title={t('chunk.title')}>
    <EmptyState
      icon="refresh"
      title={t('chunk.lead')}
      action={
        <Button variant="primary" onClick={() => location.reload()}>
          {t('action.reload')}
        </Button>
      }
    />
  </Page>
);
