# Licensed under the Apache License, Version 2.0: see LICENSE.
# bash completion for howdah: copy it to /usr/share/bash-completion/completions/howdah
_howdah() {
  local current=${COMP_WORDS[COMP_CWORD]} words
  case $COMP_CWORD in
    1) words='placement topology scheduler hbase ha nagios --help --version' ;;
    2)
      case ${COMP_WORDS[1]} in
        placement) words='audit explain migrate repair simulate' ;;
        topology) words='apply collect node-attributes plan validate' ;;
        scheduler) words='explain status' ;;
        hbase) words='agg cdc delete deploy update' ;;
        ha) words='agent drill elect fence-test maintenance probe release render status validate' ;;
        nagios) words='check list' ;;
        *) words= ;;
      esac
      ;;
    *) words='--help' ;;
  esac
  # shellcheck disable=SC2207 # words have no spaces
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _howdah howdah
