import Wire

/// What is known of the outside, as it becomes known: the platform's own address, then its registration.
actor Connection {
    private(set) var registration: DemoRegistration?
    /// `http://localhost:` and the bound port.
    private(set) var origin: String?

    init(registration: DemoRegistration?) {
        self.registration = registration
    }

    func open(origin: String) {
        self.origin = origin
    }

    func connect(to registration: DemoRegistration) {
        self.registration = registration
    }
}
