"""Names that are English words too, so that it counts how they are written.

A list, and not what the mentor's plans happen to say: what is taken for a name is the same for everybody, on every day.
"""

from typing import Final

_WORDS: Final = """
    ace amber amity angel april archer art ash aspen aster august aurora autumn
    basil bay bear beau belle berry bill blaze bliss blessing blossom blue bob bonny brandy breeze brook buck bud buddy
    candy carol case cash cat chance charity chase chastity cherry chip christian chuck clarity clay clement clementine
    cliff clover cole colt comfort constant cord cricket crystal curt
    daisy dale dash dawn dean dec delight desire destiny dev diamond dick divine dolly dom don dot dove drew duke dusty
    earl earnest east ebony echo elder ember essence eve ever
    fable faith favor favour felicity fern finch fleet flora flower ford forest fortune fox frank freedom friday frost
    gale garland garnet gay gem gene genesis gift ginger glen glory god godsend golden goldie goodness grace grant gray grey guy
    happiness happy harmony haven hazel heath heather heaven herb heritage holly honest honesty honey honor honour hope hunter
    ideal indigo innocent iris ivory ivy jack jade jan jasmine java jay jazz jersey jet jewel josh joy judge julia jun june juniper justice
    ken kid king kit kitty knight knowledge lake lance lane lark laurel len li liberty light lily lotus love loveliness lovely loyal
    lucky lyric major mar marigold mark marvel marvellous marvelous mason max may meadow melody mercy merit merry miles min mint
    miracle misty mon monday moss myrtle nan nick noble norm nova
    oak ocean olive opal pansy pascal pat patience patty peace peach pearl peg pen penny pepper perfect petal peter phoenix pierce
    pilot pip piper poppy praise precious prince princess progress promise prosper providence prudence
    queen quill rain ram randy raven ray reed reef reign rich river rob robin rock rocky rod rose rosemary rosy rowan royal ruby rusty
    sable saffron sage sailor sally sandy sapphire scarlet scout sep serenity shade shepherd sherry sierra silver skip sky
    snow sonny sparrow special spike star sterling stew stone storm story success sue summer sunday sunny
    tad tale teal temperance test testimony thankful thu thursday tiger topaz trace treasure trinity trip tue tuesday
    unique unity van vanity velvet verity vi victor victory viola violet virtue vue wade walker ward warren wave wednesday wells west
    will willow winter wisdom wolf wonder woody wren young zeal zen
"""

WORDS: Final = frozenset(_WORDS.split())
"""Given names that are ordinary words where they stand in small letters. Flattened, as names are compared."""

_EVERYWHERE: Final = """
    a ai all am an and any are as at ban bang be bin but by can do dung fan for gang go hang has he her him his how hung i if in is it its
    let long lot man me mine my new no not now of off on one or our out pin see she so some son song sun sung than that the
    them then they this to too two up us wan was we who why win with yen yes you your
"""

EVERYWHERE: Final = frozenset(_EVERYWHERE.split())
"""Words of every other sentence that are somebody's name without its accents: nobody can tell them from it in any case."""
