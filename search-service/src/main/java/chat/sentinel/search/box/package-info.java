/// What people type, as a tree; knows nothing of Elasticsearch.
@NullMarked
package chat.sentinel.search.box;

import org.jspecify.annotations.NullMarked;
