/** The icons in use, as shapes: nothing of a file's text ever becomes HTML. */
import alarmClock from 'lucide-static/icons/alarm-clock.svg?raw';
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowLeft from 'lucide-static/icons/arrow-left.svg?raw';
import arrowLeftRight from 'lucide-static/icons/arrow-left-right.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import atSign from 'lucide-static/icons/at-sign.svg?raw';
import ban from 'lucide-static/icons/ban.svg?raw';
import bell from 'lucide-static/icons/bell.svg?raw';
import calendarClock from 'lucide-static/icons/calendar-clock.svg?raw';
import chart from 'lucide-static/icons/chart-column.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import checkCheck from 'lucide-static/icons/check-check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleHelp from 'lucide-static/icons/circle-question-mark.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import conciergeBell from 'lucide-static/icons/concierge-bell.svg?raw';
import contact from 'lucide-static/icons/contact.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import externalLink from 'lucide-static/icons/external-link.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import file from 'lucide-static/icons/file.svg?raw';
import fileWarning from 'lucide-static/icons/file-warning.svg?raw';
import gripVertical from 'lucide-static/icons/grip-vertical.svg?raw';
import hand from 'lucide-static/icons/hand.svg?raw';
import inbox from 'lucide-static/icons/inbox.svg?raw';
import keyRound from 'lucide-static/icons/key-round.svg?raw';
import layers from 'lucide-static/icons/layers.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import listChecks from 'lucide-static/icons/list-checks.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import mail from 'lucide-static/icons/mail.svg?raw';
import mailOpen from 'lucide-static/icons/mail-open.svg?raw';
import mapPin from 'lucide-static/icons/map-pin.svg?raw';
import merge from 'lucide-static/icons/merge.svg?raw';
import messageCircle from 'lucide-static/icons/message-circle.svg?raw';
import messageSquarePlus from 'lucide-static/icons/message-square-plus.svg?raw';
import messageSquareText from 'lucide-static/icons/message-square-text.svg?raw';
import palette from 'lucide-static/icons/palette.svg?raw';
import panelRight from 'lucide-static/icons/panel-right.svg?raw';
import paperclip from 'lucide-static/icons/paperclip.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg?raw';
import route from 'lucide-static/icons/route.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import send from 'lucide-static/icons/send-horizontal.svg?raw';
import settings from 'lucide-static/icons/settings.svg?raw';
import slidersHorizontal from 'lucide-static/icons/sliders-horizontal.svg?raw';
import squareCheck from 'lucide-static/icons/square-check.svg?raw';
import tag from 'lucide-static/icons/tag.svg?raw';
import trash from 'lucide-static/icons/trash-2.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import upload from 'lucide-static/icons/upload.svg?raw';
import user from 'lucide-static/icons/user.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import wifiOff from 'lucide-static/icons/wifi-off.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';
import zap from 'lucide-static/icons/zap.svg?raw';

const files = {
  alarmClock,
  arrowDown,
  arrowLeft,
  arrowLeftRight,
  arrowUp,
  atSign,
  ban,
  bell,
  calendarClock,
  chart,
  check,
  checkCheck,
  chevronDown,
  chevronRight,
  circleAlert,
  circleCheck,
  circleHelp,
  clock,
  conciergeBell,
  contact,
  copy,
  download,
  ellipsis,
  externalLink,
  eye,
  eyeOff,
  file,
  fileWarning,
  gripVertical,
  hand,
  inbox,
  keyRound,
  layers,
  link,
  listChecks,
  lock,
  mail,
  mailOpen,
  mapPin,
  merge,
  messageCircle,
  messageSquarePlus,
  messageSquareText,
  palette,
  panelRight,
  paperclip,
  pencil,
  play,
  plus,
  rotateCcw,
  route,
  search,
  send,
  settings,
  slidersHorizontal,
  squareCheck,
  tag,
  trash,
  triangleAlert,
  upload,
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
