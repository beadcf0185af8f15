/** The icons in use, as shapes: nothing of a file's text ever becomes HTML. */
import arrowLeft from 'lucide-static/icons/arrow-left.svg?raw';
import arrowLeftRight from 'lucide-static/icons/arrow-left-right.svg?raw';
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import chart from 'lucide-static/icons/chart-column.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import checkCheck from 'lucide-static/icons/check-check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleHelp from 'lucide-static/icons/circle-question-mark.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import conciergeBell from 'lucide-static/icons/concierge-bell.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import cornerUpLeft from 'lucide-static/icons/corner-up-left.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import file from 'lucide-static/icons/file.svg?raw';
import fileWarning from 'lucide-static/icons/file-warning.svg?raw';
import hand from 'lucide-static/icons/hand.svg?raw';
import inbox from 'lucide-static/icons/inbox.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import mail from 'lucide-static/icons/mail.svg?raw';
import mapPin from 'lucide-static/icons/map-pin.svg?raw';
import messageCircle from 'lucide-static/icons/message-circle.svg?raw';
import panelRight from 'lucide-static/icons/panel-right.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import send from 'lucide-static/icons/send-horizontal.svg?raw';
import settings from 'lucide-static/icons/settings.svg?raw';
import tag from 'lucide-static/icons/tag.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import user from 'lucide-static/icons/user.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import wifiOff from 'lucide-static/icons/wifi-off.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';
import zap from 'lucide-static/icons/zap.svg?raw';

const files = {
  arrowLeft,
  arrowLeftRight,
  arrowDown,
  arrowUp,
  chart,
  check,
  checkCheck,
  chevronDown,
  circleAlert,
  circleCheck,
  circleHelp,
  clock,
  conciergeBell,
  copy,
  cornerUpLeft,
  download,
  ellipsis,
  eye,
  eyeOff,
  file,
  fileWarning,
  hand,
  inbox,
  link,
  lock,
  mail,
  mapPin,
  messageCircle,
  panelRight,
  plus,
  rotateCcw,
  search,
  send,
  settings,
  tag,
  triangleAlert,
  user,
  users,
  wifiOff,
  x,
  zap,
};

export type IconName = keyof typeof files;
export type Shape = [element: string, attributes: Record<string, string>];

const parsed = new Map<IconName, Shape[]>();

export function shapes(name: IconName): Shape[] {
  const known = parsed.get(name) ?? parse(files[name]);
  parsed.set(name, known);
  return known;
}

function parse(svg: string): Shape[] {
  const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1);
  return Array.from(body.matchAll(/<(\w+)\s([^>]*?)\/>/g), ([, element, attributes]) => [
    element!,
    Object.fromEntries(
      Array.from(attributes!.matchAll(/([\w-]+)="([^"]*)"/g), ([, key, value]) => [key!, value!]),
    ),
  ]);
}
