import { operator } from '../../session';
import { Door } from './Door';
import { Start } from './Start';

/** Whose session is a kiosk's sees nothing else, also after the page was loaded anew. */
const Kiosk = () => (operator.value?.kind === 'kiosk' ? <Door /> : <Start />);

export default Kiosk;
