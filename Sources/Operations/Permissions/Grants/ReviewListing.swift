import Cryptography
import Permissions
import Wire

/// Names the grants that a reviewer was shown: the same grants, the same name. Whoever keeps a rest without naming it
/// says of which listing, so that nothing is kept that came after they looked.
package struct ReviewListing: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// As somebody typed it.
    package init(typed: String) { description = typed }

    package init(of grants: some Sequence<RoleGrant>) {
        let ids = grants.map(\.id.number).sorted().map { GrantID($0).description }.joined(separator: " ")
        description = HexDigits.text(SHA2.sha256(Array(ids.utf8)).prefix(6))
    }
}
