import { useState } from 'preact/hooks';
import { asApiError } from '../../../api/errors';
import { deleteIntake, type Intake, listIntakes } from '../../../api/intakes';
import { useResource } from '../../../data';
import { t } from '../../../i18n';
import { can } from '../../../session';
import {
  Badge,
  Button,
  Card,
  Clip,
  ConfirmDialog,
  cx,
  EmptyState,
  ErrorBanner,
  Icon,
  Page,
  SkeletonRows,
  toast,
} from '../../../ui';
import shared from '../../shared/shared.module.css';
import { EditMenu } from '../shared/RowMenu';
import { FileIntake, IntakeDialog } from './IntakeDialog';
import styles from './intakes.module.css';
import { sentenceOf } from './sentence';
import { TrialDialog } from './TrialDialog';

type Open = { what: 'edit' | 'try' | 'delete'; intake: Intake } | { what: 'create' };

const IntakeRow = ({ intake, onOpen }: { intake: Intake; onOpen: (open: Open) => void }) => {
  const own = intake.origin === 'console';
  return (
    <li class={styles.intake}>
      <span class={styles.icon}>
        <Icon name={intake.action === 'register' ? 'register' : 'authenticate'} />
      </span>
      <div class={shared.names}>
        <button type="button" class={styles.name} onClick={() => onOpen({ what: 'edit', intake })}>
          <Clip text={intake.name} strong />
        </button>
        <p class={styles.sentence}>
          <bdi>{sentenceOf(intake)}</bdi>
        </p>
        {!own && (
          <span>
            <Badge icon="document">{t('setup.fromFile')}</Badge>
          </span>
        )}
      </div>
      <div class={cx(shared.rowEnd, styles.actions)}>
        {!intake.source && can('PutObject') && (
          <Button variant="quiet" icon="play" onClick={() => onOpen({ what: 'try', intake })}>
            {t('setup.try')}
          </Button>
        )}
        <EditMenu
          name={intake.name}
          onEdit={own && can('replace_intake') ? () => onOpen({ what: 'edit', intake }) : undefined}
          onDelete={own && can('delete_intake') ? () => onOpen({ what: 'delete', intake }) : undefined}
        />
      </div>
    </li>
  );
};

const Intakes = () => {
  const [open, setOpen] = useState<Open>();
  const intakes = useResource(listIntakes, []);
  const close = () => setOpen(undefined);
  const list = intakes.data ?? [];

  return (
    <Page
      title={t('intakes.title')}
      lead={t('intakes.lead')}
      back={{ href: '/ui/setup', label: t('nav.setup') }}
      actions={
        can('create_intake') && (
          <Button variant="primary" icon="plus" onClick={() => setOpen({ what: 'create' })}>
            {t('intakes.create')}
          </Button>
        )
      }
    >
      {intakes.error && <ErrorBanner problem={intakes.error} onRetry={intakes.reload} />}
      {!intakes.error && (
        <Card flush>
          <ul>
            {list.map((intake) => (
              <IntakeRow key={intake.name} intake={intake} onOpen={setOpen} />
            ))}
          </ul>
          {list.length === 0 && intakes.loading && <SkeletonRows rows={3} height={84} />}
          {list.length === 0 && !intakes.loading && (
            <EmptyState icon="intake" title={t('intakes.none')}>
              {t('intakes.noneLead')}
            </EmptyState>
          )}
        </Card>
      )}
      {(open?.what === 'create' ||
        (open?.what === 'edit' && open.intake.origin === 'console' && can('replace_intake'))) && (
        <IntakeDialog
          intake={open.what === 'edit' ? open.intake : undefined}
          onClose={close}
          onSaved={(name) => {
            close();
            toast(t('intakes.saved', { name }));
            intakes.reload();
          }}
        />
      )}
      {open?.what === 'edit' && open.intake.origin === 'file' && (
        <FileIntake intake={open.intake} onClose={close} />
      )}
      {open?.what === 'try' && <TrialDialog intake={open.intake} onClose={close} />}
      {open?.what === 'delete' && (
        <ConfirmDialog
          title={t('intakes.deleteTitle', { name: open.intake.name })}
          action={t('intakes.delete')}
          typed={[open.intake.name]}
          typedLabel={t('setup.typeName', { name: open.intake.name })}
          toProblem={asApiError}
          onClose={close}
          onConfirm={async () => {
            await deleteIntake(open.intake.name);
            close();
            toast(t('intakes.gone', { name: open.intake.name }));
            intakes.reload();
          }}
        >
          {t('intakes.deleteLead')}
        </ConfirmDialog>
      )}
    </Page>
  );
};

export default Intakes;
