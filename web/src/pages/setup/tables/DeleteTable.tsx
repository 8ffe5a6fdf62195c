import { deleteTable, type Table } from '../../../api/aws/dynamodb';
import { asApiError } from '../../../api/errors';
import { plural, t } from '../../../i18n';
import { ConfirmDialog } from '../../../ui';

interface DeleteTableProps {
  table: Table;
  onClose: () => void;
  onDeleted: () => void;
}

export const DeleteTable = ({ table, onClose, onDeleted }: DeleteTableProps) => (
  <ConfirmDialog
    title={t('tables.deleteTitle', { name: table.TableName })}
    action={t('tables.delete')}
    typed={[table.TableName]}
    typedLabel={t('setup.typeName', { name: table.TableName })}
    toProblem={asApiError}
    onClose={onClose}
    onConfirm={async () => {
      await deleteTable(table.TableName);
      onDeleted();
    }}
  >
    {plural('tables.deleteLead', table.ItemCount)}
  </ConfirmDialog>
);
