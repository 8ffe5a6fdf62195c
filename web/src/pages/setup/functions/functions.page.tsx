import { useState } from 'preact/hooks';
import { deleteFunction } from '../../../api/aws/lambda';
import { asApiError } from '../../../api/errors';
import { useResource } from '../../../data';
import { t } from '../../../i18n';
import { can } from '../../../session';
import {
  Badge,
  Button,
  Clip,
  type Column,
  ConfirmDialog,
  EmptyState,
  Mono,
  Page,
  Time,
  toast,
} from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import shared from '../../shared/shared.module.css';
import { RowMenu } from '../shared/RowMenu';
import { CreateFunction } from './CreateFunction';
import { type KnownFunction, knownFunctions } from './known';
import { NotAllowed } from './NotAllowed';
import { functionPath } from './paths';

const columnsOf = (onDelete: (name: string) => void): Column<KnownFunction>[] => [
  {
    key: 'name',
    header: t('functions.one'),
    cell: ({ name }) => (
      <a href={functionPath(name)}>
        <Clip text={name} strong />
      </a>
    ),
  },
  {
    key: 'origin',
    header: t('setup.origin'),
    cell: ({ origin }) => (
      <Badge tone={origin === 'file' ? 'neutral' : 'accent'} icon={origin === 'file' ? 'document' : 'upload'}>
        {t(`functions.origin.${origin}`)}
      </Badge>
    ),
  },
  {
    key: 'runtime',
    header: t('functions.runtime'),
    cell: ({ configuration }) => configuration?.Runtime ?? '–',
  },
  {
    key: 'handler',
    header: t('functions.handler'),
    cell: ({ configuration }) => (configuration?.Handler ? <Mono text={configuration.Handler} /> : '–'),
  },
  {
    key: 'changed',
    header: t('functions.changed'),
    align: 'end',
    cell: ({ configuration }) =>
      configuration?.LastModified ? <Time at={configuration.LastModified.replace('+0000', 'Z')} /> : '–',
  },
  {
    key: 'menu',
    header: t('setup.actions'),
    hideHeader: true,
    align: 'end',
    cell: ({ name, origin }) => (
      <RowMenu
        name={name}
        items={
          origin === 'uploaded' && can('DeleteFunction')
            ? [
                {
                  key: 'delete',
                  label: t('setup.deleteIt'),
                  icon: 'trash',
                  danger: true,
                  onSelect: () => onDelete(name),
                },
              ]
            : []
        }
      />
    ),
  },
];

const Functions = () => {
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<string>();
  const known = useResource(knownFunctions, []);
  return (
    <Page
      title={t('functions.title')}
      lead={t('functions.lead')}
      back={{ href: '/ui/setup', label: t('nav.setup') }}
      actions={
        can('CreateFunction') && (
          <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
            {t('functions.create')}
          </Button>
        )
      }
    >
      {known.data?.mayRun === false && <NotAllowed />}
      <ListCard
        caption={t('functions.title')}
        columns={columnsOf(setDeleting)}
        rows={known.data?.functions}
        rowKey={({ name }) => name}
        loading={known.loading}
        error={known.error}
        onReload={known.reload}
        empty={
          <EmptyState icon="function" title={t('functions.none')}>
            {t('functions.noneLead')}
          </EmptyState>
        }
      />
      <p class={shared.note}>{t('functions.fileNote')}</p>
      {creating && (
        <CreateFunction
          onClose={() => setCreating(false)}
          onCreated={(name) => {
            setCreating(false);
            toast(t('functions.madeToast', { name }));
            known.reload();
          }}
        />
      )}
      {deleting && (
        <ConfirmDialog
          title={t('functions.deleteTitle', { name: deleting })}
          action={t('functions.delete')}
          typed={[deleting]}
          typedLabel={t('setup.typeName', { name: deleting })}
          toProblem={asApiError}
          onClose={() => setDeleting(undefined)}
          onConfirm={async () => {
            await deleteFunction(deleting);
            setDeleting(undefined);
            toast(t('functions.goneToast', { name: deleting }));
            known.reload();
          }}
        >
          {t('functions.deleteLead')}
        </ConfirmDialog>
      )}
    </Page>
  );
};

export default Functions;
