import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Wire

/// The example's pages, Vietnamese first, from templates that are compiled in; no JavaScript.
struct HueSPages: Sendable {
    private let startTemplate, tokensTemplate, placesTemplate, failedTemplate: MustacheTemplate
    private let library: MustacheLibrary

    /// - Throws: what the template's parser says; the templates are ours, so a test is where that is seen.
    init() throws {
        startTemplate = try MustacheTemplate(bytes: PackageResources.start_mustache)
        tokensTemplate = try MustacheTemplate(bytes: PackageResources.tokens_mustache)
        placesTemplate = try MustacheTemplate(bytes: PackageResources.places_mustache)
        failedTemplate = try MustacheTemplate(bytes: PackageResources.failed_mustache)
        library = MustacheLibrary(
            templates: ["layout": try MustacheTemplate(bytes: PackageResources.layout_mustache)])
    }

    func start() -> Response { html(startTemplate, StartPage()) }

    func tokens(
        _ columns: TokenColumns, device: Devices.Device, all: [Devices.Device], events: [SecurityEvent]
    ) -> Response {
        let devices = all.map {
            DeviceRow(number: $0.number, label: $0.label, since: $0.since.text, isThis: $0.number == device.number)
        }
        return html(
            tokensTemplate,
            TokensPage(
                name: device.idTokenClaims["name"]?.string ?? device.subject, rows: columns.rows, devices: devices,
                events: events.map { EventRow(type: $0.name, at: $0.moment.text, details: $0.details) }))
    }

    /// What the map has answered.
    func places(_ answer: JSONObject) -> Response {
        html(placesTemplate, PlacesPage(places: (answer["places"]?.array ?? []).compactMap(\.string)))
    }

    func failed(_ failure: HueSFailure) -> Response {
        html(failedTemplate, FailedPage(code: failure.code), status: .badGateway)
    }

    var styleSheet: Response {
        Response(
            status: .ok, headers: [.contentType: "text/css; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.style_css)))
    }

    private func html(
        _ template: MustacheTemplate, _ page: some Sendable, status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: template.render(page, library: library))))
    }

    private struct StartPage {}

    private struct DeviceRow {
        let number: Int
        let label: String
        let since: String
        let isThis: Bool
    }

    private struct TokensPage {
        let name: String
        let rows: [TokenColumns.Row]
        let devices: [DeviceRow]
        let events: [EventRow]
    }

    private struct PlacesPage {
        let places: [String]
    }

    private struct EventRow {
        let type: String
        let at: String
        let details: String
    }

    private struct FailedPage {
        let code: String
    }
}

extension MustacheTemplate {
    fileprivate init(bytes: [UInt8]) throws {
        try self.init(string: String(decoding: bytes, as: UTF8.self))
    }
}
