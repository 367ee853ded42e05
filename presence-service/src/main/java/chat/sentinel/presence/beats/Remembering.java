package chat.sentinel.presence.beats;

import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.facts.FactsReader;
import chat.sentinel.presence.status.Statuses;
import chat.sentinel.presence.watch.Notices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Notices when Redis has forgotten everything, and has it said again: statuses from their topic,
/// signs and watches by the nodes. Two instances that notice at once do no harm.
@Component
class Remembering {
    private static final Logger log = LoggerFactory.getLogger(Remembering.class);
    private static final String MARK = "presence:remembers";

    private final StringRedisTemplate redis;
    private final FactsReader facts;
    private final Statuses statuses;
    private final Activity activity;
    private final Notices notices;

    Remembering(
            StringRedisTemplate redis,
            FactsReader facts,
            Statuses statuses,
            Activity activity,
            Notices notices) {
        this.redis = redis;
        this.facts = facts;
        this.statuses = statuses;
        this.activity = activity;
        this.notices = notices;
    }

    @Scheduled(fixedDelay = 1_000)
    void look() {
        if (!facts.isCaughtUp()) {
            return;
        }
        try {
            if (!redis.hasKey(MARK)) {
                log.info("Redis knows nothing; nodes are asked to say everything again");
                notices.everythingAgain();
                activity.restore(statuses.said());
                redis.opsForValue().set(MARK, "1");
            }
        } catch (DataAccessException e) {
            log.debug("Redis is away: {}", e.toString());
        }
    }
}
