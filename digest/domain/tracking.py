"""Address parameters that tell a publisher where a click came from.

The page is the same without them.

Only names that are known to be such, for what is taken off a link that is published must not be its content. `at_home`
stays, as only the known names of AT Internet go, and so does `cmpid`: one site's campaign is another site's company.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from digest.domain.lazy_pattern import lazy_pattern

_NAMES = frozenset(
    name
    for line in (
        # advertising and social networks
        "fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid yclid ysclid ttclid igshid igsh mkt_tok li_fat_id",
        "rdt_cid sc_cid epik srsltid wickedid dicbo oborigurl tblci _ga _gl __twitter_impression wprov",
        "trkcampaign spref",
        # mailings
        "mc_cid mc_eid _hsenc _hsmi hss_channel vero_id vero_conv oly_anon_id oly_enc_id s_cid ns_campaign",
        "ns_mchannel ns_source ns_linkname ns_fee nl_campaign",
        # measuring on German and French sites
        "wt_mc wt_zmc wt_ga wt_cc1 sara_ref sara_ecid sara_icid xtor xtref xts gepc icid intcid pk_campaign",
        "pk_cpn pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid pk_cmp pk_group pk_placement pk_creative",
        # sessions
        "phpsessid jsessionid aspsessionid oscsid zenid",
    )
    for name in line.split()
)
_PATTERN = lazy_pattern(
    r"utm_\w+|wt[._](?:z?mc|ga|cc|cg|kw|ds)\w*|wt\.\w+|mtm_\w+|hsa_\w+|piwik_\w+|matomo_\w+|guce_\w+|aspsessionid\w+"
    r"|at_(?:medium|campaign|custom\d+|link_\w+|ptr_name|format|creation|variant|network|content|term|channel|platform"
    r"|type|source|bbc_team|campaign_type|send_date|emailtype|recipient_\w+|general_placement|detail_placement)"
)
# These say it by their value: ?ref=rss, ?source=newsletter.
_BY_VALUE = frozenset(("ref", "source", "src", "via", "partner", "cmp"))
_ORIGINS = lazy_pattern(
    r"rss|feeds?|rss-?feed|atom|newsletter|nl|social|share|teilen|twitter|x|facebook|fb|linkedin|xing|whatsapp|telegram"
    r"|mastodon|bluesky|threads|instagram|pinterest|reddit|flipboard|e-?mail|mail",
    re.IGNORECASE,
)


def is_tracking(pair: str) -> bool:
    """True for one "name=value" of a query, as it stands there."""
    name, _, value = pair.partition("=")
    name = unquote(name).lower()
    if name in _NAMES or _PATTERN.fullmatch(name):
        return True
    return name in _BY_VALUE and _ORIGINS.fullmatch(unquote(value)) is not None


def is_tracking_fragment(fragment: str) -> bool:
    """True if a fragment holds nothing else: #utm_source=rss, #xtor=RSS-1."""
    pairs = fragment.split("&")
    return "=" in fragment and all("=" in pair and is_tracking(pair) for pair in pairs)
