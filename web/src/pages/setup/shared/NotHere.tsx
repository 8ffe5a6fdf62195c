import { t } from '../../../i18n';
import { Card, EmptyState } from '../../../ui';

/** For what a server does not have that is older than its console. */
export const NotHere = ({ what }: { what: string }) => (
  <Card flush>
    <EmptyState icon="info" title={t('setup.notHere')}>
      {t('setup.notHereLead', { what })}
    </EmptyState>
  </Card>
);
