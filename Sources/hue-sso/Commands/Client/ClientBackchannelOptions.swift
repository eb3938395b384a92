import ArgumentParser
import OpenIDConnect

/// How a platform asks people behind the browser's back (CIBA), beside `--grant ciba`.
struct ClientBackchannelOptions: ParsableArguments {
    @Option(
        name: .customLong("ciba-notification-uri"),
        help: """
            Địa chỉ https được báo khi người dùng đã quyết định (CIBA, ping); '' là chỉ tự hỏi lại (poll). \
            (The https address that is told when the person has decided (CIBA, ping); '' for polling only.)
            """)
    var notificationEndpoint: String?

    @Option(
        name: .customLong("ciba-request-alg"),
        help: """
            Chỉ nhận yêu cầu CIBA ký bằng thuật toán này, ví dụ ES256, PS256; '' là không cần ký. \
            (Take CIBA requests signed by this algorithm only, such as ES256, PS256; '' for unsigned ones too.)
            """)
    var requestAlgorithm: String?

    func apply(to registration: inout ClientRegistration) {
        if let notificationEndpoint {
            let mode: BackchannelDelivery = notificationEndpoint.isEmpty ? .poll : .ping
            registration.backchannel.deliveryMode = mode.rawValue
            registration.backchannel.notificationEndpoint = notificationEndpoint
        }
        if let requestAlgorithm { registration.backchannel.requestAlgorithm = requestAlgorithm }
    }
}
