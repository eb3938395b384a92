import Cryptography
import Identity
import Logging
import Wire

/// What the simulation needs to know before it starts. Clients can also be made known afterwards
/// (`VNeIDMock.register`), because a relying party may not know its own port until it has bound it.
package struct VNeIDMockSettings: Sendable {
    /// The address to bind; the simulation is for one machine.
    package var host: String
    /// The port to bind; 0 takes any free one.
    package var port: Int
    /// The issuer; `nil` makes it `http://localhost:` and the bound port.
    package var issuer: Wire.URI?
    package var clients: [VNeIDMockClient]
    package var personas: [Persona]
    /// Whether `POST /simulation/faults` is served. Everyone who reaches the port can then make it fail.
    package var servesSimulationFaults: Bool
    /// Whether the portal remembers who has signed in, as a single sign-on does, and asks again only on demand.
    package var keepsSessions: Bool
    package var clock: any WallClock
    package var random: any RandomSource
    package var logger: Logger

    package init(
        host: String = "127.0.0.1", port: Int = 8090, issuer: Wire.URI? = nil,
        clients: [VNeIDMockClient] = [],
        personas: [Persona], servesSimulationFaults: Bool = false, keepsSessions: Bool = false,
        clock: any WallClock, random: any RandomSource, logger: Logger = Self.defaultLogger
    ) {
        self.host = host
        self.port = port
        self.issuer = issuer
        self.clients = clients
        self.personas = personas
        self.servesSimulationFaults = servesSimulationFaults
        self.keepsSessions = keepsSessions
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    package static var defaultLogger: Logger { Logger(label: "vneid-mock") }
}
