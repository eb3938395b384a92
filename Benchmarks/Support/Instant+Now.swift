import Foundation
import Identity

extension Instant {
    /// What this machine's clock says.
    package static var now: Instant { Instant(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000)) }
}
