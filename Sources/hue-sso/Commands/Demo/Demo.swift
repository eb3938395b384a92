import ArgumentParser
import CoreMetrics
import Cryptography
import DemoPlatform
import Foundation
import Logging
import Server
import ServiceLifecycle
import VNeIDMock
import Wire

/// Everything at once, to try out: the provider, the simulated VNeID and a platform, on loopback, with invented people.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Chạy thử toàn bộ hệ thống. (Serve everything with invented people, to try it out.)",
        discussion: """
            Chạy hệ thống đăng nhập, VNeID mô phỏng, một nền tảng minh họa, máy chủ của Hue-S và bản đồ mà nó gọi trên \
            các địa chỉ loopback, đăng ký mười một nền tảng của Điều 7, và in địa chỉ cần mở cùng những ai đăng nhập \
            được. Cổng 0 là cổng trống bất kỳ.

            (Starts the provider, the mock VNeID, a demo platform, the backend of Hue-S and the map that it calls on \
            loopback addresses, registers the eleven platforms of Article 7, and prints what to open and who can sign \
            in. Port 0 takes any free one.)
            """)

    @Option(
        name: .long,
        help: """
            Thư mục cơ sở dữ liệu và khóa; chưa có thì được tạo. \
            (The directory of database and keys; made when it isn't there.)
            """)
    var data = "."

    @Option(name: .long, help: "Cổng của hệ thống đăng nhập. (The provider's port.)")
    var port = 8080

    @Option(name: .customLong("vneid-port"), help: "Cổng của VNeID mô phỏng. (The mock VNeID's port.)")
    var vneidPort = 8090

    @Option(name: .customLong("platform-port"), help: "Cổng của nền tảng minh họa. (The demo platform's port.)")
    var platformPort = 8070

    @Option(name: .customLong("hue-s-port"), help: "Cổng của máy chủ Hue-S. (The port of Hue-S's backend.)")
    var hueSPort = 8060

    @Option(
        name: .customLong("map-port"), help: "Cổng của bản đồ mà Hue-S gọi. (The port of the map that Hue-S calls.)")
    var mapPort = 8050

    @Option(
        name: .customLong("vneid-profile"),
        help: "Cách nói chuyện với VNeID: oidc hoặc quirks. (How VNeID is spoken to: oidc or quirks.)")
    var vneidProfile = DemoVNeID.Profile.oidc

    @Flag(
        name: .customLong("no-directory"),
        help: """
            Không chạy slapd, kể cả khi có; dùng thành phố có sẵn. \
            (Don't run slapd, even where it is installed: the city is the built-in one.)
            """)
    var withoutDirectory = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        for port in [port, vneidPort, platformPort, hueSPort, mapPort] where !(0...65_535).contains(port) {
            throw ValidationError(
                "cổng phải là số từ 0 đến 65535", english: "a port is a number from 0 to 65535")
        }
    }

    func run() async throws {
        try await reporting {
            let metrics = PrometheusMetrics()
            MetricsSystem.bootstrap(metrics)
            // People read what we print; what the servers have to say beyond that is for whoever asks.
            let log = startLog(level: .warning)
            defer { log.flush() }
            let json = output.json
            let service = DemoService(
                data: data, port: port, vneidPort: vneidPort, platformPort: platformPort, hueSPort: hueSPort,
                mapPort: mapPort, vneidProfile: vneidProfile,
                directory: withoutDirectory || !DemoDirectory.isInstalled ? nil : DemoDirectory(data: data),
                metrics: metrics
            ) { summary in
                if json { printJSON(summary.json) } else { print(summary.text) }
                fflush(nil)
            }
            let group = ServiceGroup(
                services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "demo"))
            try await group.run()
        }
    }
}
