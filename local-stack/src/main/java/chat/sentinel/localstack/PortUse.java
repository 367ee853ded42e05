package chat.sentinel.localstack;

/// A port on 127.0.0.1 that a process will listen on, and the setting that moves it.
record PortUse(int port, String use, String setting) {
    static PortUse ofBase(int port, String use) {
        return new PortUse(port, use, "SENTINEL_PORT_BASE (or --port-base)");
    }

    static PortUse ofGateway(int port) {
        return new PortUse(port, "gateway", "SENTINEL_GATEWAY_PORT (or --gateway-port)");
    }
}
