/// Names one counter of wrong passwords.
package struct AttemptCounter: Hashable, Sendable {
    package let username: Username
    /// The hash of a known browser's cookie, or empty.
    package let device: String

    package var isOfKnownDevice: Bool { !device.isEmpty }

    package init(username: Username, device: String) {
        self.username = username
        self.device = device
    }
}
